// Made by `Tools/voice-table` from Benchmarks/voice.json. Do not edit: measure again (`Benchmarks/run readback voices`), then run it.

extension ReadBack {
    /// By the voice's name.
    package static let measured: [String: [ReadBack]] = [
        "espeak-cs": [ReadBack(language: "cs", error: 0.8571, unit: .words, sentences: 12)],
        "espeak-de": [ReadBack(language: "de", error: 0.5676, unit: .words, sentences: 12)],
        "espeak-en": [ReadBack(language: "en", error: 0.097, unit: .words, sentences: 12)],
        "espeak-es": [ReadBack(language: "es", error: 0.5714, unit: .words, sentences: 12)],
        "espeak-fr": [ReadBack(language: "fr", error: 0.9141, unit: .words, sentences: 12)],
        "espeak-it": [ReadBack(language: "it", error: 0.4522, unit: .words, sentences: 12)],
        "espeak-ja": [ReadBack(language: "ja", error: 3.7251, unit: .characters, sentences: 12)],
        "espeak-ko": [ReadBack(language: "ko", error: 0.6733, unit: .characters, sentences: 12)],
        "espeak-nl": [ReadBack(language: "nl", error: 0.5929, unit: .words, sentences: 12)],
        "espeak-pl": [ReadBack(language: "pl", error: 0.8765, unit: .words, sentences: 12)],
        "espeak-pt": [ReadBack(language: "pt", error: 0.8684, unit: .words, sentences: 12)],
        "espeak-ru": [ReadBack(language: "ru", error: 0.8721, unit: .words, sentences: 12)],
        "espeak-sv": [ReadBack(language: "sv", error: 0.8469, unit: .words, sentences: 12)],
        "espeak-tr": [ReadBack(language: "tr", error: 0.9868, unit: .words, sentences: 12)],
        "espeak-uk": [ReadBack(language: "uk", error: 1.0, unit: .words, sentences: 12)],
        "espeak-zh": [ReadBack(language: "zh", error: 0.7341, unit: .characters, sentences: 12)],
        "jf_gongitsune": [ReadBack(language: "zh", error: 0.118, unit: .characters, sentences: 50)],
        "jm_kumo": [ReadBack(language: "en", error: 0.0224, unit: .words, sentences: 12)],
        "joe": [ReadBack(language: "en", error: 0.0228, unit: .words, sentences: 50)],
    ]
}
