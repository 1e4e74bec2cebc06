import CTCDecoding
import Foundation

/// Random numbers that are the same in each run.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// All alignments of all texts, one by one: what a search must agree with on cases that are small enough.
struct BruteForce {
    struct Text {
        /// Log probability, over all alignments.
        var log = -Double.infinity
        var best = -Double.infinity
        /// Frames of the tokens in the likeliest alignment: start, and the one after the last.
        var spans: [[Int]] = []
    }

    var texts: [[Int]: Text] = [:]

    /// - Parameter delimiter: a token of which the text has none at its start and no two in a row.
    init(_ rows: [Float], width: Int, blank: Int, delimiter: Int? = nil) {
        let frames = rows.count / width
        var path = [Int](repeating: 0, count: frames)
        while true {
            let log = path.indices.reduce(0.0) { $0 + Double(rows[$1 * width + path[$1]]) }
            var text: [Int] = []
            var spans: [[Int]] = []
            var isSpaceOfNoUse = false
            for (frame, token) in path.enumerated() {
                if frame > 0, token == path[frame - 1] {
                    if token != blank, !isSpaceOfNoUse { spans[spans.count - 1][1] = frame + 1 }
                    continue
                }
                isSpaceOfNoUse = token == delimiter && (text.last ?? delimiter) == delimiter
                guard token != blank, !isSpaceOfNoUse else { continue }
                text.append(token)
                spans.append([frame, frame + 1])
            }
            var entry = texts[text] ?? Text()
            entry.log = entry.log == -.infinity ? log : max(entry.log, log) + log1p(exp(-abs(entry.log - log)))
            if log > entry.best {
                entry.best = log
                entry.spans = spans
            }
            texts[text] = entry
            guard let wheel = path.indices.last(where: { path[$0] + 1 < width }) else { break }
            path[wheel] += 1
            for later in path.indices where later > wheel { path[later] = 0 }
        }
    }
}

enum Rows {
    /// Random log probabilities, [frames × width]; the smaller `evenness`, the more a frame is sure of one token.
    static func random(frames: Int, width: Int, evenness: Float = 0.5, seed: UInt64) -> [Float] {
        var dice = Dice(state: seed)
        var rows = (0..<(frames * width)).map { _ in Float.random(in: -3...3, using: &dice) / evenness }
        try? LogProbabilities.normalise(&rows, width: width)  // finite numbers always can be
        return rows
    }

    /// Rows that say one token a frame, with the probability `certainty`; the rest is shared by the others.
    static func saying(_ path: [Int], width: Int, certainty: Float = 0.9) -> [Float] {
        path.flatMap { token in
            (0..<width).map { $0 == token ? log(certainty) : log((1 - certainty) / Float(width - 1)) }
        }
    }
}

extension CTCOptions {
    /// Nothing is left out.
    static let exhaustive = {
        var options = CTCOptions()
        options.beamWidth = .max
        options.scoreMargin = .infinity
        options.tokenMargin = .infinity
        options.mostTokens = .max
        return options
    }()
}
