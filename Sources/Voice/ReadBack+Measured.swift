// Made by `Tools/voice-table` from Benchmarks/voice.json. Do not edit: measure again (`Benchmarks/run readback voices`), then run it.

extension ReadBack {
    /// By the voice's name.
    package static let measured: [String: [ReadBack]] = [
        "espeak-cs": [ReadBack(language: "cs", error: 0.8571, unit: .words, sentences: 12)],
        "espeak-de": [ReadBack(language: "de", error: 0.5946, unit: .words, sentences: 12)],
        "espeak-en": [ReadBack(language: "en", error: 0.0821, unit: .words, sentences: 12)],
        "espeak-es": [ReadBack(language: "es", error: 0.5179, unit: .words, sentences: 12)],
        "espeak-fr": [ReadBack(language: "fr", error: 0.8516, unit: .words, sentences: 12)],
        "espeak-it": [ReadBack(language: "it", error: 0.4, unit: .words, sentences: 12)],
        "espeak-ja": [ReadBack(language: "ja", error: 4.0237, unit: .characters, sentences: 12)],
        "espeak-ko": [ReadBack(language: "ko", error: 0.7426, unit: .characters, sentences: 12)],
        "espeak-nl": [ReadBack(language: "nl", error: 0.6283, unit: .words, sentences: 12)],
        "espeak-pl": [ReadBack(language: "pl", error: 0.8889, unit: .words, sentences: 12)],
        "espeak-pt": [ReadBack(language: "pt", error: 0.8246, unit: .words, sentences: 12)],
        "espeak-ru": [ReadBack(language: "ru", error: 0.9186, unit: .words, sentences: 12)],
        "espeak-sv": [ReadBack(language: "sv", error: 0.898, unit: .words, sentences: 12)],
        "espeak-tr": [ReadBack(language: "tr", error: 0.9605, unit: .words, sentences: 12)],
        "espeak-uk": [ReadBack(language: "uk", error: 0.977, unit: .words, sentences: 12)],
        "espeak-zh": [ReadBack(language: "zh", error: 0.7341, unit: .characters, sentences: 12)],
        "jf_alpha": [ReadBack(language: "zh", error: 0.1214, unit: .characters, sentences: 12)],
        "jf_gongitsune": [ReadBack(language: "zh", error: 0.118, unit: .characters, sentences: 50), ReadBack(language: "en", error: 0.0149, unit: .words, sentences: 12)],
        "jf_nezumi": [ReadBack(language: "zh", error: 0.0983, unit: .characters, sentences: 12)],
        "jf_tebukuro": [ReadBack(language: "zh", error: 0.1445, unit: .characters, sentences: 12)],
        "jm_kumo": [ReadBack(language: "zh", error: 0.104, unit: .characters, sentences: 12)],
        "joe": [ReadBack(language: "en", error: 0.0266, unit: .words, sentences: 50)],
    ]
}
