"""The voices that nothing is promised of, read back as in `readback`: espeak-ng's, Kokoro's other styles, and Kokoro in English.

Twelve sentences of each language (`texts/spoken-LANGUAGE.txt`), which is enough to tell a voice that is understood from one that is not. Word error; character error
in Chinese, Japanese and Korean. The recognizer knows some of these languages less well than English: its errors and the voice's are not told apart.
`Tools/voice-table` writes these figures, and those of `readback`, into what `taichu voices` says.
"""

from lib import readback
from lib.results import Row

_LANGUAGES = ["en", "zh", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "cs", "ru", "uk", "tr", "ja", "ko"]
_STYLES = ["jm_kumo", "jf_alpha", "jf_nezumi", "jf_tebukuro"]
_SENTENCES = 12


def run(options) -> list[Row]:
    voices = [(f"espeak-{language}", language) for language in _LANGUAGES] + [(style, "zh") for style in _STYLES] + [("jf_gongitsune", "en")]
    return [readback.read_back("voices", voice, language, options.every, most=_SENTENCES).row for voice, language in voices]
