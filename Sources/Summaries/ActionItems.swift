internal import Foundation

/// Sentences that say what somebody has to do, found by how such sentences are made.
enum ActionItems {
    static func isAction(_ sentence: String) -> Bool {
        let text = sentence.lowercased()
        guard !text.hasSuffix("?") || text.contains("can you") || text.contains("could you") else { return false }
        return patterns.match(text)
    }

    private static let patterns = Patterns([
        #"\b(need|needs|have|has|got) to\b"#, #"\b(must|should|shall)\b"#, #"\b(i|we|you|he|she|they)('ll| will) (send|write|call|check|make|prepare|fix|look|talk|ask|set|book|order|finish|review|update|tell|bring|organi[sz]e|schedule|follow|take|do|get|contact|ship|test|draft|present|meet|buy|share)"#,
        #"\b[a-z]+ will (send|write|call|check|make|prepare|fix|look into|talk|ask|set|book|order|finish|review|update|tell|bring|organi[sz]e|schedule|follow|take care|contact|ship|test|draft|present|buy|share)"#,
        #"\b(please|let's|let us|make sure|don't forget|remember to|can you|could you)\b"#, #"\b(action item|to do|todo|deadline|by (monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|next week|the end of))\b"#,
        #"(需要|必须|應該|应该|得去|请你|請你|请把|負責|负责|记得|記得|别忘了|務必|务必|截止|(之前|以前)要|要在.{1,10}(之前|以前))"#,
    ])
}
