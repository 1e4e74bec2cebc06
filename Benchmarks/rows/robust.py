"""Word error of finals under a dozen disturbances beside faster-whisper's, words invented on noise and music, memory's growth.

Every fourth prompt, each under every disturbance (`lib/disturb.py`), one call for all. The bar of each is the peer's word error on the same
files: Whisper-base, int8, beam 1, everything else at its defaults. In the same call, before them: two minutes each of noise and silence as broken equipment makes
them, where no word may come, and 16 minutes of recorded music without voices. And behind them the same speech again: what is prepared for each new length is there by then, and memory's growth is measured over that second hearing.
"""

import shutil
import tempfile
import time
from pathlib import Path

from lib import align, corpus, disturb, measure, peer, sound, taichu, words
from lib.results import Row

_EVERY = 4


def run(options) -> list[Row]:
    prompts = corpus.prompts(_EVERY * options.every)
    files = {kind: [disturb.made(kind, prompt.file) for prompt in prompts] for kind in disturb.KINDS}
    wordless = disturb.wordless(options.minutes or 2)
    music = disturb.music()[:: options.every]
    speech = [file for group in files.values() for file in group]
    theirs = peer.texts(speech, "en")
    folder = Path(tempfile.mkdtemp(prefix="taichu-again-"))
    try:
        again = [folder / f"again-{place}.wav" for place in range(len(speech))]
        for link, file in zip(again, speech):
            link.symlink_to(file)
        begun: list[float] = []
        started = time.monotonic()

        def note(_, line: str) -> None:
            if not begun and "again-" in line:
                begun.append(time.monotonic() - started)

        found, cost, _ = taichu.transcribe([*wordless.values(), *music, *speech, *again], "--language", "en", sample_memory=True, on_line=note)
    finally:
        shutil.rmtree(folder)
    said = [words.english(prompt.text) for prompt in prompts]

    rows = []
    for kind, group in files.items():
        ours = align.total(zip(said, (words.english(found[file].text) for file in group)))
        other = align.total(zip(said, (words.english(theirs[file]) for file in group)))
        wrong = [
            {"prompt": prompt.name, "said": " ".join(one), "heard": " ".join(words.english(found[file].text)), "peer": " ".join(words.english(theirs[file]))}
            for prompt, one, file in zip(prompts, said, group)
            if one != words.english(found[file].text)
        ]
        rows.append(Row(f"robust.{kind}", f"word error, {len(prompts)} prompts: {disturb.KINDS[kind][0]} (bar: faster-whisper's)",
                        ours.rate, "%", bar=other.rate, raw={"ours": ours.as_dict(), "peer": other.as_dict(), "wrong": wrong}))
    invented = {kind: [word["text"] for word in found[file].words] for kind, file in wordless.items()}
    rows.append(Row("robust.invented", f"words invented in {sum(map(sound.seconds, wordless.values())) / 60:.0f} minutes of noise and silence",
                    sum(map(len, invented.values())), "words", bar=0, raw=invented))
    sung = {file.stem: [word["text"] for word in found[file].words] for file in music}
    rows.append(Row("robust.music.invented", f"words invented in {sum(map(sound.seconds, music)) / 60:.0f} minutes of recorded music",
                    sum(map(len, sung.values())), "words", goal=0, raw=sung))
    length = sum(map(sound.seconds, speech)) / 60
    settled = [((at - begun[0]) / (cost.wall - begun[0]) * length, size / 1e6) for at, size in cost.memory if at > begun[0]]
    rows.append(Row("robust.memory", f"memory's growth over {length:.0f} minutes of this speech, heard for the second time, per minute",
                    measure.slope(settled), "MB/minute", bar=0.5, raw={"peak_mb": round(cost.peak / 1e6), "cpu_seconds": round(cost.cpu, 1)}))
    return rows
