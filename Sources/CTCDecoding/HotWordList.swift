private import Foundation

/// Phrases that are likelier than the models think: names, terms of a trade.
///
/// As a file: UTF-8, a phrase a line; after a tab its weight where it is not the usual one; `#` begins a comment line.
///
/// ```
/// # people
/// Ada Lovelace
/// Zuse	3
/// ```
package struct HotWordList: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        /// Words with single spaces between them.
        package var phrase: String
        /// Log probability (natural) that each token of the phrase is given.
        package var weight: Float

        package init(phrase: String, weight: Float = HotWordList.usualWeight) {
            self.phrase = phrase
            self.weight = weight
        }
    }

    /// Enough to turn over about one misheard letter in three.
    package static let usualWeight: Float = 1.5
    package static let mostWeight: Float = 20
    package static let longestPhrase = 200
    private static let mostBytes = 32 << 20

    /// In the order of the file; a phrase that stands there twice has its last weight.
    package var entries: [Entry]

    package init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// Entries from elsewhere than a file, checked as those of a file are; none at all is allowed: it takes hot-words away.
    ///
    /// - Parameter name: what stands before the entry's number in messages.
    package init(_ entries: [Entry], name: String) throws(CTCError) {
        var kept: [Entry] = []
        for (index, entry) in entries.enumerated() {
            let phrase = try Self.phrase(entry.phrase[...], name, index + 1)
            guard entry.weight > 0, entry.weight <= Self.mostWeight else { throw Self.impossible("\(entry.weight)", name, index + 1) }
            kept.append(Entry(phrase: phrase, weight: entry.weight))
        }
        self.entries = kept
    }

    package init(path: String) throws(CTCError) {
        try self.init(text: try PlainFile.bytes(path, kind: "hot-word file", limit: Self.mostBytes), name: path)
    }

    /// - Parameter name: what stands before the line number in messages.
    package init(text: [UInt8], name: String) throws(CTCError) {
        var entries: [Entry] = []
        var places: [String: Int] = [:]
        var number = 0
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let content = number == 1 && line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line
            guard let line = String(validating: content, as: UTF8.self) else {
                throw Self.error(name, number, "this is not UTF-8; save the file in that encoding")
            }
            guard let entry = try Self.entry(line, name, number) else { continue }
            if let place = places[entry.phrase] {
                entries[place] = entry
            } else {
                places[entry.phrase] = entries.count
                entries.append(entry)
            }
        }
        guard !entries.isEmpty else {
            throw CTCError(code: .hotWords, "\(name): no phrase stands in this hot-word file; write one a line, or leave the file out")
        }
        self.entries = entries
    }

    /// The phrase of a line; nil for an empty line or a comment.
    private static func entry(_ line: String, _ name: String, _ place: Int) throws(CTCError) -> Entry? {
        guard let first = line.first(where: { !$0.isWhitespace }), first != "#" else { return nil }
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count <= 2 else {
            throw error(name, place, "\(fields.count - 1) tabs; expected a phrase, and at most one tab with its weight after it")
        }
        let phrase = try phrase(fields[0], name, place)
        guard fields.count == 2 else { return Entry(phrase: phrase) }
        let number = fields[1].trimmingCharacters(in: .whitespacesAndNewlines)
        guard let weight = Float(number), weight > 0, weight <= mostWeight else { throw impossible(number, name, place) }
        return Entry(phrase: phrase, weight: weight)
    }

    private static func impossible(_ weight: String, _ name: String, _ place: Int) -> CTCError {
        error(name, place, "weight \"\(weight.prefix(40))\" is not possible; expected a number above 0 and up to \(Int(mostWeight)), such as \(usualWeight)")
    }

    private static func phrase(_ text: Substring, _ name: String, _ place: Int) throws(CTCError) -> String {
        let phrase = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !phrase.isEmpty else { throw error(name, place, "a weight without a phrase; write the phrase before the tab") }
        guard phrase.count <= longestPhrase else {
            throw error(name, place, "a phrase of \(phrase.count) characters; expected at most \(longestPhrase)")
        }
        guard !phrase.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }) else {
            throw error(name, place, "a control character in the phrase; expected plain text")
        }
        guard phrase.contains(where: { $0.isLetter || $0.isNumber }) else {
            throw error(name, place, "\"\(phrase)\" has neither letter nor digit; expected a word")
        }
        return phrase
    }

    private static func error(_ name: String, _ line: Int, _ what: String) -> CTCError {
        CTCError(code: .hotWords, "\(name):\(line): \(what)")
    }
}
