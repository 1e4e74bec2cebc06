internal import Foundation
package import Inference

/// What lies beside Kokoro's network: the numbers of its symbols, and its styles.
package struct KokoroTable: Decodable, Sendable {
    package struct Style: Decodable, Sendable {
        package var name: String
        var file: String
        /// One vector for each count of symbols.
        var rows: Int
        var width: Int
        /// LUFS; where the set-up measured it.
        var loudness: Double?
    }

    var sample_rate: Int
    package var symbols: [String: Int64]
    package var styles: [Style]

    package init(_ directory: ModelDirectory) throws(VoiceError) {
        let path = directory.path("voice.json")
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw VoiceError(.model, "\(path) is not the table that was expected; run `make setup-voice`")
        }
    }

    /// The vectors of a style, row after row.
    func vectors(of name: String, in directory: ModelDirectory) throws(VoiceError) -> [Float] {
        guard let style = styles.first(where: { $0.name == name }) else {
            throw VoiceError(.request, "Kokoro has no style \"\(name)\" here; it has \(styles.map(\.name).joined(separator: ", "))")
        }
        let path = directory.path(style.file)
        guard let data = FileManager.default.contents(atPath: path), data.count == style.rows * style.width * 4 else {
            throw VoiceError(.model, "\(path) does not hold \(style.rows) vectors of \(style.width) numbers; run `make setup-voice`")
        }
        return data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }
}
