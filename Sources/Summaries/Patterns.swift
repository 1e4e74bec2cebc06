internal import Foundation

/// Regular expressions of which any may match. Made ready once: making one costs many times what looking costs, and a day has many sentences.
struct Patterns: Sendable {
    private let any: NSRegularExpression

    init(_ patterns: [String]) {
        // The patterns are constants of this module, which its tests go through: one that is none shows there.
        any = try! NSRegularExpression(pattern: patterns.map { "(?:\($0))" }.joined(separator: "|"))
    }

    func match(_ text: String) -> Bool { any.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil }
}
