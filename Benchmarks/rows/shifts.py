"""How far the first pass is from the second, and how much of a word error is chance: the 152 prompts behind more and more silence.

The same sound a little later is cut into other frames and chunks, and a live utterance always has some silence before it. Each shift is a whole set
of prompts, so the mean over the shifts is a steadier figure than that of any one of them (`finals` and `partials` measure the files as they are). faster-whisper's finals on the same
files, for comparison: Whisper-base, int8, beam 1. The first pass is measured as a client sees it, looks back and all, and without them: the chunked transformer alone.
"""

from concurrent.futures import ThreadPoolExecutor
from statistics import mean

from lib import align, corpus, peer, taichu, words
from lib.results import Row

# Seconds of silence before each prompt: none but 0 whole chunks of 0.32 s.
SHIFTS = [0, 0.09, 0.17, 0.25, 0.5, 1.0]


def run(options) -> list[Row]:
    prompts = corpus.prompts(options.every)
    said = [words.english(prompt.text) for prompt in prompts]
    rates: dict[str, list[float]] = {"first": [], "alone": [], "finals": [], "peer": []}
    for shift in SHIFTS:
        files = [corpus.later(prompt, shift) for prompt in prompts]
        ways = {"first": taichu.FIRST, "alone": taichu.ALONE, "finals": ()}
        # Nothing is timed here: two at once.
        with ThreadPoolExecutor(2) as pool:
            found = dict(zip(ways, pool.map(lambda way: taichu.transcribe(files, "--language", "en", *way)[0], ways.values())))
        texts = {name: [found[name][file].text for file in files] for name in ways}
        theirs = peer.texts(files, "en")
        texts["peer"] = [theirs[file] for file in files]
        for name, heard in texts.items():
            rates[name].append(align.total(zip(said, map(words.english, heard))).rate)
    apart = {name: [one - other for one, other in zip(rates[name], rates["finals"])] for name in ("first", "alone")}
    named = lambda values: {"by_shift": {f"{shift:g}": round(value, 5) for shift, value in zip(SHIFTS, values)}}
    count = f"{len(prompts)} prompts behind 0 to 1 s of silence, mean of {len(SHIFTS)}"
    widest = lambda values: max(values) - min(values)
    return [
        Row("shifts.first", f"word error of the first pass, {count}", mean(rates["first"]), "%", raw=named(rates["first"])),
        Row("shifts.finals", "the same of finals (bar: faster-whisper's)", mean(rates["finals"]), "%", bar=mean(rates["peer"]), raw=named(rates["finals"])),
        Row("shifts.apart", "the first pass behind the finals", mean(apart["first"]), "%", goal=0.015, raw=named(apart["first"])),
        Row("shifts.alone", "the first pass without looks back", mean(rates["alone"]), "%", raw=named(rates["alone"])),
        Row("shifts.apart.alone", "the first pass without looks back behind the finals", mean(apart["alone"]), "%", goal=0.015, raw=named(apart["alone"])),
        Row("shifts.spread.first", "largest less smallest, first pass", widest(rates["first"]), "%"),
        Row("shifts.spread.finals", "largest less smallest, finals", widest(rates["finals"]), "%"),
        Row("shifts.spread.peer", "largest less smallest, faster-whisper", widest(rates["peer"]), "%", raw=named(rates["peer"])),
    ]
