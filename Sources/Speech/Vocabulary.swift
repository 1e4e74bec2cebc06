private import Foundation
package import Inference

/// The decoder's tokens: their bytes, and the ids that steer it.
package struct Vocabulary: Sendable {
    private struct Description: Decodable {
        var languages: [String]
        var firstLanguageToken: Int64
        var startOfTranscript: Int64
        var endOfText: Int64
        var transcribe: Int64
        var translate: Int64
        var startOfPrevious: Int64
        var noTimestamps: Int64
        var chinesePrompt: [Int64]
        var chunkFrames: Int
        var alignmentHeads: Int
        /// Symbols of the character head, and the languages that it was trained on; models of before have none.
        var letters: [String]?
        var letterLanguages: [String]?
    }

    /// ISO 639-1 codes (three letters where there is no shorter one) in the order of the language tokens.
    package let languages: [String]
    package let endOfText: Int64
    /// Text tokens that precede a Chinese transcript, so that it comes in simplified characters and with punctuation.
    package let chinesePrompt: [Int64]
    /// Frames of one chunk of the first pass.
    package let chunkFrames: Int
    /// Cross-attention heads that follow the sound.
    package let alignmentHeads: Int
    /// Of the character head over the transformers' states; nil where the models have none.
    package let letters: LetterTable?

    private let description: Description
    private let offsets: [UInt32]
    private let bytes: [UInt8]

    package init(_ directory: ModelDirectory) throws(SpeechError) {
        let path = directory.path("speech.json")
        do {
            description = try JSONDecoder().decode(Description.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw SpeechError("\(path) does not describe a speech model: \(error); run `make setup` again")
        }
        let table = directory.path("tokens.bin")
        guard let data = FileManager.default.contents(atPath: table), data.count >= 4 else {
            throw SpeechError("\(table) is missing; run `make setup` again")
        }
        func word(_ index: Int) -> UInt32 {
            data.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)) }
        }
        let count = Int(word(0))
        guard data.count >= 4 * (count + 2) else { throw SpeechError("\(table) is cut short; run `make setup` again") }
        offsets = (0...count).map { word(1 + $0) }
        bytes = [UInt8](data.dropFirst(4 * (count + 2)))
        guard bytes.count == Int(offsets.last ?? 0) else { throw SpeechError("\(table) is cut short; run `make setup` again") }
        languages = description.languages
        endOfText = description.endOfText
        chinesePrompt = description.chinesePrompt
        chunkFrames = description.chunkFrames
        alignmentHeads = description.alignmentHeads
        letters =
            if let symbols = description.letters { LetterTable(symbols: symbols, languages: description.letterLanguages ?? []) } else { nil }
    }

    /// The bytes of a text token; empty for the special ones.
    package func bytes(of token: Int64) -> ArraySlice<UInt8> {
        guard token >= 0, token + 1 < Int64(offsets.count) else { return [] }
        return bytes[Int(offsets[Int(token)])..<Int(offsets[Int(token) + 1])]
    }

    /// The text of a run of tokens; bytes that are no whole character yet become U+FFFD.
    package func text(_ tokens: some Sequence<Int64>) -> String {
        String(decoding: tokens.flatMap(bytes(of:)), as: UTF8.self)
    }

    /// The tokens with which decoding starts.
    package func prompt(language: Int, translate: Bool, simplifiedChinese: Bool) -> [Int64] {
        let start = [
            description.startOfTranscript, description.firstLanguageToken + Int64(language),
            translate ? description.translate : description.transcribe, description.noTimestamps,
        ]
        guard simplifiedChinese, !translate, languages[language] == "zh" else { return start }
        return [description.startOfPrevious] + chinesePrompt + start
    }

    /// Where the start token stands in a prompt: the decoder's opinion on language and silence is read there.
    package func startIndex(in prompt: [Int64]) -> Int {
        prompt.firstIndex(of: description.startOfTranscript) ?? 0
    }
}
