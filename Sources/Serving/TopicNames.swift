internal import Wire

/// Topics as clients name them: in full, or by their first part.
enum TopicNames {
    static func expand(_ names: [String]?) throws(Refusal) -> Set<String> {
        guard let names else { return Set(EventBody.topics) }
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
