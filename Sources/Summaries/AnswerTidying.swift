internal import Foundation
internal import Wire

/// A model's answer as it can be shown: without its manners, and not longer than its kind may be.
enum AnswerTidying {
    static let titleWords = 8
    static let titleCharacters = 16

    /// The answer's sentences, or items, each as it can be shown; none when nothing of it can be used.
    static func pieces(of answer: String, as length: SummaryLength) -> [String] {
        let lines = answer.split(separator: "\n").map { plain(String($0)) }.filter { !$0.isEmpty && !isManners($0) }
        switch length {
        case .title:
            let title = lines.first.map(title) ?? ""
            return title.isEmpty ? [] : [title]
        case .short, .full:
            var all = lines.flatMap { SentenceSplitting.sentences($0) }
            // The answer may have been cut in the middle of a sentence.
            if all.count > 1, let last = all.last, !isWhole(last) { all.removeLast() }
            return all
        case .actions:
            return lines.filter { !nothing.contains($0.lowercased().trimmingCharacters(in: .punctuationCharacters)) }
        }
    }

    private static let nothing: Set = ["none", "nothing", "n/a", "no action items", "no actions", "无", "没有"]

    /// Without list marks, bold marks, quotation marks around it, and a label before it.
    private static func plain(_ line: String) -> String {
        var text = line.replacingOccurrences(of: "**", with: "").trimmingCharacters(in: .whitespaces)
        text = text.replacingOccurrences(of: #"^(#+|[-*•]|\d{1,2}[.)、])\s+"#, with: "", options: .regularExpression)
        text = text.replacingOccurrences(
            of: #"^(title|summary|headline|short summary|answer|标题|概括|总结|摘要)\s*[:：]\s*"#, with: "", options: [.regularExpression, .caseInsensitive])
        for (open, close) in [("\"", "\""), ("“", "”"), ("'", "'"), ("《", "》"), ("「", "」"), ("‘", "’")]
        where text.count > 2 && text.hasPrefix(open) && text.hasSuffix(close) && !text.dropFirst().dropLast().contains(open) {
            text = String(text.dropFirst().dropLast())
        }
        return text.trimmingCharacters(in: .whitespaces)
    }

    /// "Here is a summary of …:", "Sure!", and marks of the prompt.
    private static func isManners(_ line: String) -> Bool {
        if line.allSatisfy({ "\"“”`'-–—*#:".contains($0) }) { return true }
        return line.range(
            of: #"^(sure|certainly|of course|okay|here (is|are)|here's|the (following|transcript)( is|:)|i('m| am) (sorry|unable)|i can(no|')t|as an ai|好的|以下是|当然).{0,80}[:：!。.]?$"#,
            options: [.regularExpression, .caseInsensitive]) != nil && (line.hasSuffix(":") || line.hasSuffix("：") || line.count < 60)
    }

    private static func isWhole(_ sentence: String) -> Bool { sentence.last.map { ".!?。！？…\"”）)".contains($0) } ?? false }

    /// Sentences side by side: a space between them, but none after a Chinese one.
    static func join(_ sentences: [String]) -> String {
        sentences.reduce(into: "") { text, sentence in
            if let last = text.last, !last.isIdeograph, !"。！？，；：”…".contains(last) { text += " " }
            text += sentence
        }
    }

    /// A title that is too long is cut where a phrase ends, or not used.
    private static func title(_ line: String) -> String {
        var text = line
        while let last = text.last, ".。!！,，;；:：".contains(last) { text.removeLast() }
        if fits(text) { return text }
        for mark in [":", "：", " - ", " – ", ",", "，", ";", "；", "。", ". "] {
            guard let range = text.range(of: mark) else { continue }
            let head = text[..<range.lowerBound].trimmingCharacters(in: .whitespaces), tail = text[range.upperBound...].trimmingCharacters(in: .whitespaces)
            if fits(head), ContentWords.of(head).count >= 2 { return head }
            if fits(tail), ContentWords.of(tail).count >= 2 { return tail }
        }
        // Before a word that begins a new phrase.
        let words = text.split(separator: " ")
        guard words.count > titleWords else { return "" }
        for index in stride(from: titleWords, through: 4, by: -1) where openers.contains(words[index].lowercased()) {
            return words[..<index].joined(separator: " ")
        }
        return ""
    }

    private static let openers: Set = ["and", "or", "but", "with", "for", "in", "on", "at", "by", "from", "to", "as", "that", "which", "who", "while", "because", "before", "after", "about", "of"]

    /// At most 8 words, or 16 characters where they are Chinese.
    static func fits(_ title: String) -> Bool {
        guard !title.isEmpty else { return false }
        let ideographs = title.filter(\.isIdeograph).count
        if ideographs * 2 >= title.filter({ !$0.isWhitespace }).count { return title.filter { !$0.isWhitespace }.count <= titleCharacters }
        return title.split(separator: " ").count <= titleWords
    }
}
