"""Latency of captions at real-time pace through PulseAudio, and flicker: live, as a client of the socket sees them.

A private PulseAudio plays into a null sink; the daemon hears its monitor, both passes on. Two samples: the reading in
Samples/, three times, cut a little otherwise each time (once is 118 words: a handful of changes would be chance), and three minutes of prompts with pauses (many utterances). Word times come from faster-whisper's words of the same
sound (for the prompts: of each prompt's own file), ends pulled back out of the silence after them (`lib/reference.py`), placed on
the monotonic clock by the player, whose clock is proved by `lib/test_pulse.py`. Arrival is stamped by the client as it reads.

"Shown at that place" is decided by alignment; `lib/latency.py` says exactly how:
- any: a caption puts any word, right or wrong, at the place of the spoken word (bar: p50 700 ms, p95 1,500 ms);
- right: a caption first has the final's word there; settled: since when it stays there;
- final: from the end of an utterance's sound to its final (bar: p95 1,500 ms).
Flicker: words changed per word shown, lower case, no punctuation; partials among themselves; a word that changes three times
counts three times. Its bar is the word error of the first pass by itself on the same sound (`taichu transcribe --pass first --look-back 0`) and five in a hundred:
what is heard wrong must change some time, what is heard right must not. Of the words that were called stable none may change.
"""

from pathlib import Path

import numpy as np

from lib import align, corpus, live, reference, sound, taichu, words
from lib.latency import Spoken, flicker, latencies, percentile
from lib.paths import SAMPLE
from lib.results import Row


def _samples(options) -> dict[str, tuple[Path, np.ndarray, list[Spoken]]]:
    """What is played, and its words in seconds from the first sample."""
    file, placed = corpus.conversation(options.minutes or 3, 4)
    heard = reference.words([SAMPLE, *{one.prompt.file for one in placed}])
    prompts = [word for one in placed for word in live.spoken(heard[one.prompt.file], one.start)]
    again, starts = corpus.readings()
    read = [word for start in starts for word in live.spoken(heard[SAMPLE], start)]
    return {"reading": (again, sound.read(again), read), "prompts": (file, sound.read(file), prompts)}


def _first_pass_error(file: Path, said: list[Spoken]) -> float:
    found, _, _ = taichu.transcribe([file], "--language", "en", *taichu.ALONE)
    return align.errors([word for one in said for word in words.english(one.word)], words.english(found[file].text)).rate


def run(options) -> list[Row]:
    rows = []
    for name, (file, samples, said) in _samples(options).items():
        played = live.listen(samples, said)
        found, changes = latencies(played.placed, played.showings), flicker(played.showings)
        raw = {"spoken": found.spoken, "without_final": found.without_final, **played.raw}
        if not found.final:
            raise RuntimeError(f"no final came for the {name} ({raw['partials']} partials did)")
        shares = (5, 25, 50, 75, 90, 95, 99, 100)
        for figure, what, values, bars in (
            ("any", "word's end to any word at its place", found.any, {50: (700, 300), 95: (1500, 600)}),
            ("right", "word's end to the final's word at its place", found.right, {50: (None, None), 95: (None, None)}),
            ("settled", "word's end to the final's word, there to stay", found.settled, {50: (None, None), 95: (None, None)}),
            ("final", "utterance's end to its final", found.final, {50: (None, None), 95: (1500, None)}),
        ):
            spread = {f"p{share}": round(1000 * percentile(values, share)) for share in shares} if values else {}
            for share, (bar, goal) in bars.items():
                value = 1000 * percentile(values, share)
                rows.append(Row(f"latency.{name}.{figure}.p{share}", f"{name}: {what}, p{share}", value, "ms", bar, goal, raw={**spread, "n": len(values), **raw}))
        first = _first_pass_error(file, said)
        raw = {**changes.__dict__, "with_finals": changes.rate_with_finals, "first_pass_word_error": first}
        rows.append(Row(f"latency.{name}.flicker", f"{name}: words changed per word shown, partials (bar: the first pass's word error + 5 %)",
                        changes.rate, "%", bar=first + 0.05, raw=raw))
        rows.append(Row(f"latency.{name}.flicker.stable", f"{name}: stable words changed per stable word, partials", changes.stable_rate, "%", bar=0))
    return rows
