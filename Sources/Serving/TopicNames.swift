internal import Wire

/// Topics as clients name them: in full, or by their first part.
enum TopicNames {
    static let all = Set(EventBody.topics)
    /// What a client hears that names no topic: the large ones only go to those who ask for them.
    static let unasked = all.subtracting(EventBody.topicsOnlyByName)

    /// - Parameter all: what no names at all mean.
    static func expand(_ names: [String]?, all: Set<String>) throws(Refusal) -> Set<String> {
        guard let names else { return all }
        var topics: Set<String> = []
        for name in names {
            let matching = EventBody.topics.filter { $0 == name || $0.hasPrefix(name + ".") }
            guard !matching.isEmpty else {
                throw Refusal(
                    .invalid, "there is no topic \"\(name.prefix(40))\"; there are \(EventBody.topics.joined(separator: ", ")), and caption for both caption topics")
            }
            topics.formUnion(matching)
        }
        return topics
    }
}
