"""When words are said to be, against when they were: speech of three voices that know their words' times (`lib/clocked.py`), finals and the first pass's own texts, by letters and by attention.

`word_times` of the profile, and `--word-times`, choose. Words that were heard as they were said count. The character head was trained on voices of *joe* and of espeak-ng (with other
sentences), not on *jm_kumo*. On the prompts, which are recordings, the times are not known: there only the end of the last word is held against the end of the sound.
"""

from statistics import mean, median

import numpy as np

from lib import align, clocked, corpus, sound, taichu, words
from lib.results import Row

_NEAR = 0.1


def _differences(clips, found) -> tuple[list[float], list[float]]:
    """(starts, ends) heard − said, in seconds, of the words that were heard as they were said."""
    starts, ends = [], []
    for clip in clips:
        said = [(words.plain(word), start, end) for word, start, end in clip.words]
        heard = [(words.plain(word["text"]), word["start"], word["end"]) for word in found[clip.file].words]
        for i, j in align.align([" ".join(one[0]) for one in said], [" ".join(one[0]) for one in heard]):
            if i is not None and j is not None and said[i][0] == heard[j][0]:
                starts.append(heard[j][1] - said[i][1])
                ends.append(heard[j][2] - said[i][2])
    return starts, ends


def run(options) -> list[Row]:
    rows = []
    prompts = corpus.prompts(4 * options.every)
    clips = {voice: clocked.speech(voice, options.every) for voice in clocked.VOICES}
    for source in ("letters", "attention"):
        common = ["--language", "en", "--word-times", source]
        for which, arguments in (("final", []), ("first", taichu.ALONE)):
            for voice, spoken in clips.items():
                found, _, _ = taichu.transcribe([clip.file for clip in spoken], *common, *arguments)
                starts, ends = _differences(spoken, found)
                raw = {
                    "words": len(starts), "start_median_ms": round(1000 * median(starts)), "end_median_ms": round(1000 * median(ends)),
                    "start_p90_ms": round(1000 * float(np.percentile(np.abs(starts), 90))), "end_p90_ms": round(1000 * float(np.percentile(np.abs(ends), 90))),
                    "starts_within_100_ms": round(mean(abs(one) <= _NEAR for one in starts), 3), "ends_within_100_ms": round(mean(abs(one) <= _NEAR for one in ends), 3),
                }
                name, what = f"wordtimes.{source}.{which}.{voice}", f"{voice}, {'finals' if which == 'final' else 'first pass'}, by {source}"
                rows.append(Row(f"{name}.start", f"{what}: a word's start, mean distance", 1000 * mean(map(abs, starts)), "ms", raw=raw))
                rows.append(Row(f"{name}.end", f"{what}: a word's end, mean distance", 1000 * mean(map(abs, ends)), "ms", raw=raw))
        found, _, _ = taichu.transcribe([prompt.file for prompt in prompts], *common)
        late = []
        for prompt in prompts:
            levels = sound.levels(sound.read(prompt.file))
            if found[prompt.file].words:
                late.append(found[prompt.file].words[-1]["end"] - (int(np.flatnonzero(levels > levels.max() - 40)[-1]) + 1) / 50)
        raw = {"prompts": len(late), "median_ms": round(1000 * median(late))}
        rows.append(Row(f"wordtimes.{source}.prompts.end", f"prompts, finals, by {source}: the last word's end, mean distance from the sound's", 1000 * mean(map(abs, late)), "ms", raw=raw))
    return rows
