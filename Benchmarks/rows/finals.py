"""Word error of final captions on 152 recorded prompts, and CPU seconds against faster-whisper's.

Both transcribe the same files in one call each, one thread each, loading included; CPU seconds are those of the whole
processes. faster-whisper 1.2 runs Whisper-base in int8 with beam 1. The second comparison is ten minutes of continuous
reading (the sample over and over). Pairs run in turns; the median of the ratios counts (`--repeat`).
"""

from statistics import median

from lib import align, corpus, peer, sound, taichu, words
from lib.results import Row


def _pairs(files: list, repeat: int) -> tuple[dict, dict, list[tuple[float, float]], dict]:
    ratios, raw = [], {"taichu_cpu": [], "peer_cpu": [], "taichu_wall": [], "peer_wall": [], "taichu_peak_mb": [], "peer_peak_mb": []}
    for _ in range(repeat):
        ours, our_cost, _ = taichu.transcribe(files, "--language", "en", "--threads", "1")
        theirs, their_cost = peer.transcribe(files, "en")
        ratios.append(our_cost.cpu / their_cost.cpu)
        for side, cost in (("taichu", our_cost), ("peer", their_cost)):
            raw[f"{side}_cpu"].append(round(cost.cpu, 2))
            raw[f"{side}_wall"].append(round(cost.wall, 2))
            raw[f"{side}_peak_mb"].append(round(cost.peak / 1e6))
    seconds = sum(sound.seconds(file) for file in files)
    raw |= {"ratios": [round(ratio, 4) for ratio in ratios], "audio_seconds": round(seconds, 1)}
    return ours, theirs, ratios, raw


def run(options) -> list[Row]:
    prompts = corpus.prompts(options.every)
    ours, theirs, ratios, raw = _pairs([prompt.file for prompt in prompts], options.repeat)
    said = [words.english(prompt.text) for prompt in prompts]
    our_text = [ours[prompt.file].text for prompt in prompts]
    their_text = [theirs[str(prompt.file)]["text"] for prompt in prompts]
    our_errors = align.total(zip(said, map(words.english, our_text)))
    their_errors = align.total(zip(said, map(words.english, their_text)))
    bare = [words.plain(prompt.text) for prompt in prompts]

    def detail(errors: align.Errors, texts: list[str]) -> dict:
        plain = align.total(zip(bare, map(words.plain, texts))).rate
        wrong = [
            {"prompt": prompt.name, "said": " ".join(one), "heard": " ".join(words.english(text))}
            for prompt, one, text in zip(prompts, said, texts)
            if one != words.english(text)
        ]
        return {**errors.as_dict(), "rate_case_and_punctuation_only": plain, "prompts": len(prompts), "wrong": wrong}

    rows = [
        Row("finals.wer", f"word error of finals, {len(prompts)} prompts", our_errors.rate, "%", bar=0.06, raw=detail(our_errors, our_text)),
        Row("finals.wer.peer", "the same, faster-whisper base int8 beam 1", their_errors.rate, "%", raw=detail(their_errors, their_text)),
        Row("finals.cpu", "CPU seconds / faster-whisper's, the prompts", median(ratios), "×", bar=0.5, raw=raw),
    ]
    if options.every == 1:
        _, _, ratios, raw = _pairs([corpus.reading(options.minutes or 10)], options.repeat)
        rows.append(Row("finals.cpu.reading", "CPU seconds / faster-whisper's, continuous reading", median(ratios), "×", goal=1.0, raw=raw))
    return rows
