import CTCDecoding
import Foundation

/// A language model as a table, written as ARPA and computed by hand.
struct ARPA {
    /// n-gram → log₁₀ probability and log₁₀ back-off.
    var entries: [[String]: (log: Double, backOff: Double)]
    var order: Int { entries.keys.map(\.count).max() ?? 0 }

    var text: String {
        var lines = ["", "\\data\\"]
        for length in 1...order { lines.append("ngram \(length)=\(entries.keys.count { $0.count == length })") }
        for length in 1...order {
            lines += ["", "\\\(length)-grams:"]
            for words in entries.keys.filter({ $0.count == length }).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                let (log, backOff) = entries[words] ?? (0, 0)
                lines.append(([String(log)] + words + (length < order ? [String(backOff)] : [])).joined(separator: length == 1 ? "\t" : " "))
            }
        }
        return (lines + ["", "\\end\\", ""]).joined(separator: "\n")
    }

    /// log₁₀ P(last word | words before), by Katz's back-off.
    func log10(_ words: [String]) -> Double {
        if let found = entries[words] { return found.log }
        guard words.count > 1 else { return -.infinity }
        return (entries[Array(words.dropLast())]?.backOff ?? 0) + log10(Array(words.dropFirst()))
    }

    /// Random figures for random n-grams over `words`; whatever is in has what its back-off needs.
    static func random(order: Int, words: [String], seed: UInt64) -> ARPA {
        var dice = Dice(state: seed)
        func figures() -> (Double, Double) {
            ((Double.random(in: -3 ... -0.1, using: &dice) * 1e4).rounded() / 1e4, (Double.random(in: -1...0.2, using: &dice) * 1e4).rounded() / 1e4)
        }
        var arpa = ARPA(entries: [:])
        for word in ["<s>", "</s>", "<unk>"] + words { arpa.entries[[word]] = figures() }
        guard order > 1 else { return arpa }
        for length in 2...order {
            // Its beginning and its end are there already.
            for end in arpa.entries.keys.filter({ $0.count == length - 1 }).sorted(by: { $0.lexicographicallyPrecedes($1) }) where end[0] != "<s>" {
                for word in ["<s>"] + words where Bool.random(using: &dice) && arpa.entries[[word] + end.dropLast()] != nil {
                    arpa.entries[[word] + end] = figures()
                }
            }
        }
        return arpa
    }
}

/// A file for the time of `body`.
@discardableResult
func withTemporaryFile<Result>(_ text: String, _ suffix: String = "arpa", _ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.appending(path: "taichu-\(UUID().uuidString).\(suffix)").path
    try Data(text.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }  // only a temporary file would stay
    return try body(path)
}
