"""A voice's sentences as our own recognizer's second pass writes them down."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from lib import align, spoken, taichu, words
from lib.results import Row

# Their words are not parted by spaces, or by habit rather than by rule: characters are counted.
_BY_CHARACTER = {"zh": "Chinese", "ja": "Japanese", "ko": "Korean"}
_BY_WORD = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "sv": "Swedish",
    "pl": "Polish", "cs": "Czech", "ru": "Russian", "uk": "Ukrainian", "tr": "Turkish",
}


@dataclass
class Heard:
    row: Row
    # What `voice-probe` says of each sentence: its loudness, its cost.
    lines: list[dict]


def read_back(group: str, voice: str, language: str, every: int = 1, bar: float | None = None, most: int | None = None) -> Heard:
    """A row `group.voice.language`: the error of the sentences of `texts/spoken-LANGUAGE.txt`."""
    sentences = spoken.sentences(language, every)[:most]
    normal = _normaliser(language)
    with tempfile.TemporaryDirectory() as folder:
        files, lines = spoken.speak(sentences, voice, Path(folder), language=language)
        heard, _, _ = taichu.transcribe(files, "--language", language)
    pairs = [(normal(said), normal(heard[file].text)) for said, file in zip(sentences, files)]
    errors = align.total(pairs)
    unit, gap = ("characters", "") if language in _BY_CHARACTER else ("words", " ")
    raw = {"voice": voice, "language": language, "unit": unit, "sentences": len(sentences), **errors.as_dict()}
    if language == "zh":
        sounds = align.total([(words.mandarin_sounds(said), words.mandarin_sounds(other)) for said, other in pairs])
        raw["sounds"] = {"what": "the same by syllables with their tones: 她 and 他 are one sound", **sounds.as_dict()}
    raw["wrong"] = [{"said": gap.join(said), "heard": gap.join(other)} for said, other in pairs if said != other]
    name = _BY_CHARACTER.get(language) or _BY_WORD[language]
    what = f"{voice}: {unit[:-1]} error of {len(sentences)} {name} sentences, read back"
    return Heard(Row(f"{group}.{voice}.{language}", what, errors.rate, "%", bar=bar, raw=raw), lines)


def _normaliser(language: str):
    if language == "en":
        return words.english
    if language == "zh":
        simplify = words.simplifier()
        return lambda text: words.chinese(text, simplify)
    return words.characters if language in _BY_CHARACTER else words.other
