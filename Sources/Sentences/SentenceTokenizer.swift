private import Foundation

/// Text as the numbers of its pieces: SentencePiece's unigram model (Kudo, 2018). Of all ways to cut a text into pieces the one with the greatest sum of scores is taken.
struct SentenceTokenizer: Sendable {
    private struct Table: Decodable {
        var begin: Int
        var end: Int
        var unknown: Int
        var window: Int
        var unknownScore: Float
        var normalisation: [String: String]
    }

    let begin: Int
    let end: Int
    /// How many tokens the model takes at once, with begin and end.
    let window: Int
    private let unknown: Int
    private let unknownScore: Float
    private let normalisation: [Unicode.Scalar: [Unicode.Scalar]]
    private let pieces: SentencePieces
    /// What a space is written as, and every text begins with.
    private static let space: Unicode.Scalar = "▁"

    init(pieces path: String, table tablePath: String) throws(SentenceError) {
        pieces = try SentencePieces(path: path)
        let table: Table
        do {
            table = try JSONDecoder().decode(Table.self, from: Data(contentsOf: URL(filePath: tablePath)))
        } catch {
            throw SentenceError(.model, "\(tablePath) is not the table that was expected; run `make setup-language`")
        }
        (begin, end, window, unknown, unknownScore) = (table.begin, table.end, table.window, table.unknown, table.unknownScore)
        normalisation = Dictionary(
            table.normalisation.compactMap { key, value in
                key.unicodeScalars.count == 1 ? (key.unicodeScalars.first!, Array(value.unicodeScalars)) : nil
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Without begin and end.
    func tokens(of text: String) -> [Int64] {
        let (bytes, starts) = normalised(text)
        // Characters' beginnings by byte, since pieces end where characters do.
        var best = [Float](repeating: -.infinity, count: bytes.count + 1)
        var piece = [Int](repeating: unknown, count: bytes.count + 1)
        var from = [Int](repeating: 0, count: bytes.count + 1)
        best[0] = 0
        for (index, start) in starts.dropLast().enumerated() where best[start] > -.infinity {
            let score = best[start]
            pieces.forEach(of: bytes, from: start) { end, number, gain in
                if score + gain > best[end] { (best[end], piece[end], from[end]) = (score + gain, number, start) }
            }
            let next = starts[index + 1]
            if score + unknownScore > best[next] { (best[next], piece[next], from[next]) = (score + unknownScore, unknown, start) }
        }
        var tokens: [Int64] = []
        var place = bytes.count
        while place > 0 {
            tokens.append(Int64(piece[place]))
            place = from[place]
        }
        return tokens.reversed()
    }

    /// UTF-8 with spaces marked, and where its characters begin, the end among them.
    private func normalised(_ text: String) -> (bytes: [UInt8], starts: [Int]) {
        // Accents that stand behind their letter become one with it, as most text has them.
        var scalars: [Unicode.Scalar] = []
        for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars { scalars += normalisation[scalar] ?? [scalar] }
        var bytes: [UInt8] = [], starts: [Int] = []
        func add(_ scalar: Unicode.Scalar) {
            starts.append(bytes.count)
            bytes += UTF8.encode(scalar)!
        }
        if scalars.first != " " { add(Self.space) }
        var wasSpace = false
        for scalar in scalars {
            if scalar == " " && wasSpace { continue }
            wasSpace = scalar == " "
            add(wasSpace ? Self.space : scalar)
        }
        return (bytes, starts + [bytes.count])
    }
}
