"""Ten minutes of speech without a pause: words lost and doubled where captions are cut, against everywhere else.

Prompts without their silences, joined (`lib/monologue.py`), through `taichu transcribe`. Near a cut is within 1.5 s of the seam between two finals.
The bars: near the cuts no word is lost and none doubled, and an utterance is never longer than the profile allows.
"""

from lib import align, monologue, sound, taichu
from lib.results import Row

_REACH = 1.5
# The longest utterance that a profile's default allows, and its lead.
_LONGEST = 14.0 + 0.4


def run(options) -> list[Row]:
    file, said = monologue.make(options.minutes or 10, options.every)
    found, cost, _ = taichu.transcribe([file], "--language", "en")
    finals = []
    for caption in found[file].captions:
        # A written word may be two that are compared ("12"): each has the written one's time.
        spoken = [(one, word["start"], word["end"]) for word in caption["words"] for one in monologue.compared(word["text"])]
        if spoken:
            finals.append(spoken)
    near, far = monologue.edges(said, finals, _REACH)
    errors = align.total([(said, monologue.compared(found[file].text))])
    longest = max(final[-1][2] - final[0][1] for final in finals)
    raw = {
        side: {"words": one.words, "lost": one.lost, "doubled": one.doubled, "wrong": one.wrong, "examples": one.examples}
        for side, one in (("near", near), ("elsewhere", far))
    }
    raw |= {"captions": len(finals), "audio_seconds": round(sound.seconds(file), 1), "cpu_seconds": round(cost.cpu, 2), "longest_caption": longest}
    return [
        Row("monologue.lost", f"words lost within {_REACH:g} s of {len(finals) - 1} cuts (elsewhere {far.lost} of {far.words})", near.lost, "words", bar=0, raw=raw),
        Row("monologue.doubled", f"words doubled there (elsewhere {far.doubled})", near.doubled, "words", bar=0, raw=raw),
        Row("monologue.near", "word error near the cuts", near.rate(near.lost + near.doubled + near.wrong), "%"),
        Row("monologue.elsewhere", "word error elsewhere", far.rate(far.lost + far.doubled + far.wrong), "%"),
        Row("monologue.wer", f"word error of {sound.seconds(file) / 60:.0f} minutes without a pause", errors.rate, "%", raw=errors.as_dict()),
        Row("monologue.longest", "longest caption", longest, "s", bar=_LONGEST),
    ]
