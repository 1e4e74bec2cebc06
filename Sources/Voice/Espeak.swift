private import CEspeak
private import Foundation
private import Synchronization

/// libespeak-ng: phonemes for the neural voices, and a synthesis of its own. The library is one global state, so that one caller at a time is let in.
enum Espeak {
    private struct Library {
        /// Hertz of its synthesis; nil before the first use, and where its data are missing.
        var sampleRate: Int?
        var voice = ""
    }

    private static let library = Mutex(Library())

    /// The text's phonemes in IPA, stress marks before the vowels, words parted by spaces. Punctuation is not in them: whoever wants it cuts the text there.
    static func phonemes(_ text: String, voice: String) throws(VoiceError) -> String {
        try library.withLock { (library) throws(VoiceError) in
            try select(voice, &library)
            let bytes = text.utf8CString
            let parts = bytes.withUnsafeBufferPointer { buffer in
                var parts: [String] = []
                var rest = UnsafeRawPointer(buffer.baseAddress)
                // Each call takes the text up to the next end of a clause, and says where that was.
                while rest != nil {
                    guard let found = espeak_TextToPhonemes(&rest, espeakCHARS_UTF8, espeakPHONEMES_IPA) else { break }
                    parts.append(String(cString: found))
                }
                return parts
            }
            return withoutLanguageMarks(parts.joined(separator: " "))
        }
    }

    /// Speaks with the library's own synthesis.
    static func speak(_ text: String, voice: String, rate: Double) throws(VoiceError) -> VoiceSound {
        try library.withLock { (library) throws(VoiceError) in
            let sampleRate = try select(voice, &library)
            let words = Int32((Double(espeakRATE_NORMAL) * rate).rounded())
            espeak_SetParameter(espeakRATE, min(max(words, espeakRATE_MINIMUM), espeakRATE_MAXIMUM), 0)
            let collected = Collected()
            let bytes = text.utf8CString
            let status = bytes.withUnsafeBufferPointer { buffer in
                espeak_Synth(
                    buffer.baseAddress, buffer.count, 0, POS_CHARACTER, 0, UInt32(espeakCHARS_UTF8), nil, Unmanaged.passUnretained(collected).toOpaque())
            }
            guard status == EE_OK else { throw VoiceError(.inference, "espeak-ng did not speak with its voice \"\(voice)\" (status \(status.rawValue))") }
            return VoiceSound(samples: collected.samples.map { Float($0) / 32_768 }, sampleRate: sampleRate)
        }
    }

    static func sampleRate() throws(VoiceError) -> Int {
        try library.withLock { (library) throws(VoiceError) in try start(&library) }
    }

    /// The library's voices: each one's language as it names it (`de`, `en-us`, `cmn`) and its name for people.
    static func voices() throws(VoiceError) -> [(language: String, name: String)] {
        try library.withLock { (library) throws(VoiceError) in
            _ = try start(&library)
            var found: [(language: String, name: String)] = []
            guard var entry = espeak_ListVoices(nil) else { return [] }
            while let voice = entry.pointee {
                // A priority in one byte stands before the language.
                if let languages = voice.pointee.languages, let name = voice.pointee.name {
                    found.append((String(cString: languages + 1), String(cString: name)))
                }
                entry += 1
            }
            return found
        }
    }

    @discardableResult
    private static func start(_ library: inout Library) throws(VoiceError) -> Int {
        if let rate = library.sampleRate { return rate }
        let rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nil, Int32(espeakINITIALIZE_DONT_EXIT))
        guard rate > 0 else {
            throw VoiceError(.model, "espeak-ng does not start: its data are not where the library looks for them; install the Debian package espeak-ng-data")
        }
        espeak_SetSynthCallback(collect)
        library.sampleRate = Int(rate)
        return Int(rate)
    }

    @discardableResult
    private static func select(_ voice: String, _ library: inout Library) throws(VoiceError) -> Int {
        let rate = try start(&library)
        guard library.voice != voice else { return rate }
        guard espeak_SetVoiceByName(voice) == EE_OK else {
            throw VoiceError(.request, "espeak-ng has no voice \"\(voice)\"; `espeak-ng --voices` lists those that it has")
        }
        library.voice = voice
        return rate
    }

    /// espeak-ng puts `(en)` and `(fr)` around words that it reads by another language's rules.
    private static func withoutLanguageMarks(_ phonemes: String) -> String {
        var result = "", isInside = false
        for character in phonemes {
            switch character {
            case "(": isInside = true
            case ")": isInside = false
            case "\n": if !isInside { result.append(" ") }
            default: if !isInside { result.append(character) }
            }
        }
        return result.trimmingCharacters(in: .whitespaces)
    }
}

private final class Collected {
    var samples: [Int16] = []
}

/// libespeak-ng hands over its samples here; 0 lets it go on.
private func collect(_ samples: UnsafeMutablePointer<Int16>?, _ count: Int32, _ events: UnsafeMutablePointer<espeak_EVENT>?) -> Int32 {
    guard let samples, count > 0, let owner = events?.pointee.user_data else { return 0 }
    // SAFETY: the pointer that `speak` gave, whose object lives until `espeak_Synth` has returned.
    Unmanaged<Collected>.fromOpaque(owner).takeUnretainedValue().samples.append(contentsOf: UnsafeBufferPointer(start: samples, count: Int(count)))
    return 0
}
