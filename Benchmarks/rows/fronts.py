"""Finals over our front against finals over Whisper's log-mel, in six languages: how far their words differ, and each one's word error.

Forty recorded prompts of Asterisk's a language (real voices, texts by hand), and the thirty Mandarin sentences that Kokoro speaks, by character. The same blocks and the same decoder read both fronts. Of the recorded prompts
those in English were never trained on; the sound of the others, without a text, was among what our front learned from.
"""

from lib import align, corpus, kokoro, taichu, words
from lib.results import Row

_LANGUAGES = {"en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "ru": "Russian"}
_COUNT = 40


def _row(language: str, what: str, files: list, said: list[str], plain) -> Row:
    heard = {}
    for front in ("wav2vec2", "mel"):
        found, _, _ = taichu.transcribe(files, "--language", language, "--front", front)
        heard[front] = [plain(found[file].text) for file in files]
    apart = align.total(zip(heard["mel"], heard["wav2vec2"]))
    errors = {front: align.total(zip(map(plain, said), texts)).rate for front, texts in heard.items()}
    pairs = [{"said": one, "ours": " ".join(ours), "mel": " ".join(mel)} for one, ours, mel in zip(said, heard["wav2vec2"], heard["mel"]) if ours != mel]
    shown = " / ".join(f"{100 * errors[front]:.1f}" for front in ("wav2vec2", "mel"))
    return Row(
        f"fronts.{language}", f"{what}: our front's words against log-mel's (each against the text: {shown} %)", apart.rate, "%", goal=0.01,
        raw={**apart.as_dict(), "ours": errors["wav2vec2"], "mel": errors["mel"], "files": len(files), "apart": pairs})


def run(options) -> list[Row]:
    rows = []
    for language, name in _LANGUAGES.items():
        prompts = corpus.recorded(language, _COUNT)[:: options.every]
        plain = words.english if language == "en" else words.other
        rows.append(_row(language, f"{name}, {len(prompts)} prompts", [prompt.file for prompt in prompts], [prompt.text for prompt in prompts], plain))
    sentences = corpus.mandarin(options.every)
    simplify = words.simplifier()
    rows.append(_row("zh", f"Mandarin, {len(sentences)} synthetic sentences, characters", kokoro.speak(sentences), sentences, lambda text: words.chinese(text, simplify)))
    return rows
