import Foundation
import Inference
import Sentences

/// The model that the set-up built, and what its own program made of fixed texts (`Tests/Sentences`).
enum SentenceFixture {
    struct Reference: Decodable {
        var text: String
        var tokens: [Int64]
        /// In ten-thousandths.
        var query: [Int]
        var passage: [Int]
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let cache =
        ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory() + "/.cache"
    static let models = URL(filePath: "\(cache)/taichu/models")
    static let runtime = Result { try Runtime() }

    static func encoder() throws -> SentenceEncoder {
        try SentenceEncoder(SentenceEncoder.directory(in: models), runtime: runtime.get())
    }

    static func references() throws -> [Reference] {
        try JSONDecoder().decode([Reference].self, from: Data(contentsOf: root.appending(path: "Tests/Sentences/data/reference.json")))
    }
}

func cosine(_ left: [Float], _ right: [Float]) -> Double {
    func dot(_ left: [Float], _ right: [Float]) -> Double { zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
    return dot(left, right) / (dot(left, left) * dot(right, right)).squareRoot()
}
