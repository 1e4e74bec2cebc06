internal import Foundation

/// What a Piper voice's `.onnx.json` says: its phonemes' numbers, its rate, and how lively it speaks.
package struct PiperVoiceFile: Sendable {
    package var sampleRate: Int
    package var espeakVoice: String
    /// ISO 639-1.
    package var language: String
    package var noiseScale: Float
    package var lengthScale: Float
    package var noiseWidth: Float
    package var speakers: Int
    /// Numbers of the network's inputs for each phoneme.
    var ids: [Unicode.Scalar: [Int64]]

    static let pad: Unicode.Scalar = "_"
    static let begin: Unicode.Scalar = "^"
    static let end: Unicode.Scalar = "$"

    private struct Contents: Decodable {
        struct Audio: Decodable { var sample_rate: Int }
        struct Espeak: Decodable { var voice: String }
        struct Inference: Decodable {
            var noise_scale: Float?
            var length_scale: Float?
            var noise_w: Float?
        }
        struct Language: Decodable { var family: String? }
        var audio: Audio
        var espeak: Espeak?
        var inference: Inference?
        var language: Language?
        var phoneme_type: String?
        var num_speakers: Int?
        var phoneme_id_map: [String: [Int64]]
    }

    package init(path: String) throws(VoiceError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw VoiceError(.voice, "no voice at \(path): a Piper voice is two files, NAME.onnx and NAME.onnx.json; put the second beside the first")
        }
        let contents: Contents
        do {
            contents = try JSONDecoder().decode(Contents.self, from: data)
        } catch let error as DecodingError {
            throw VoiceError(.voice, "\(path) does not describe a Piper voice: \(Self.reason(error)); fetch the voice again")
        } catch {
            throw VoiceError(.voice, "\(path) does not describe a Piper voice; fetch the voice again")
        }
        guard contents.phoneme_type ?? "espeak" == "espeak", let espeak = contents.espeak else {
            throw VoiceError(.voice, "\(path): its phonemes are of the kind \"\(contents.phoneme_type ?? "none")\", and only espeak-ng's are known; choose another voice")
        }
        guard (8_000...48_000).contains(contents.audio.sample_rate) else {
            throw VoiceError(.voice, "\(path): a sample rate of \(contents.audio.sample_rate) Hz; expected 8,000 to 48,000")
        }
        sampleRate = contents.audio.sample_rate
        espeakVoice = espeak.voice
        language = contents.language?.family ?? String(espeak.voice.prefix { $0 != "-" })
        noiseScale = contents.inference?.noise_scale ?? 0.667
        lengthScale = contents.inference?.length_scale ?? 1
        noiseWidth = contents.inference?.noise_w ?? 0.8
        speakers = max(1, contents.num_speakers ?? 1)
        ids = [:]
        for (phoneme, numbers) in contents.phoneme_id_map {
            // A phoneme is one code point.
            if phoneme.unicodeScalars.count == 1, let scalar = phoneme.unicodeScalars.first { ids[scalar] = numbers }
        }
        for needed in [Self.pad, Self.begin, Self.end] where ids[needed] == nil {
            throw VoiceError(.voice, "\(path): phoneme_id_map has no \"\(needed)\", which every Piper voice needs; fetch the voice again")
        }
    }

    /// The network's input for phonemes: begin, each phoneme behind a pad, end; nil where no phoneme is known to the voice.
    package func numbers(of phonemes: String) -> [Int64]? {
        let pad = ids[Self.pad]!
        var numbers = ids[Self.begin]! + pad, speaks = false
        // The voices know letters and their marks apart from each other.
        for scalar in phonemes.decomposedStringWithCanonicalMapping.unicodeScalars {
            guard let known = ids[scalar] else { continue }
            numbers += known + pad
            speaks = speaks || scalar.properties.isAlphabetic
        }
        return speaks ? numbers + ids[Self.end]! : nil
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): "\"\(context.codingPath.map(\.stringValue).joined(separator: "."))\" has another type"
        default: "it is not JSON"
        }
    }
}
