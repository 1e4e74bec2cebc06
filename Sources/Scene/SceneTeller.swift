internal import Media
internal import Wire

/// Decides when a scene is told: when what can be said of it is something else, has been for a moment, and the last time is long enough ago.
struct SceneTeller: Sendable {
    /// What was told last, but for what had left then; nil before the first time, and after the end.
    private var told: [SceneFact]?
    private var toldAt: MediaInstant?
    private var revision = 0
    /// What left since then: label by id.
    private var gone: [Int: String] = [:]
    /// What has been true long enough to be told, and since when it is not what was told.
    private var settled = Settling<[SceneFact]>([])
    private var differsSince: MediaInstant?

    /// Number of the last scene that was told; nil before the first.
    var lastRevision: Int? { revision > 0 ? revision - 1 : nil }

    mutating func left(_ id: Int, _ label: String) { gone[id] = label }

    mutating func tell(
        _ objects: [SceneObject], _ texts: [SceneText], _ salient: Int?, at now: MediaInstant, _ options: SceneOptions
    ) -> (facts: [SceneFact], revision: Int)? {
        // Before anything was there, that nothing is there is no news.
        if told == nil, objects.isEmpty, texts.isEmpty { return nil }
        let facts = SceneFacts(objects: objects, texts: texts, salient: salient, left: gone).all
        settled.observe(facts, at: now, for: options.settle)
        guard facts != told else {
            differsSince = nil
            return nil
        }
        let since = differsSince.map { min($0, now) } ?? now
        differsSince = since
        // A source that began anew is behind the last time; then it is long enough ago.
        if let toldAt, toldAt <= now, now.seconds(since: toldAt) < options.interval { return nil }
        // A scene that never comes to rest is told all the same, half as often.
        guard settled.value == facts || now.seconds(since: since) >= 2 * options.interval else { return nil }
        told = SceneFacts(objects: objects, texts: texts, salient: salient, left: [:]).all
        toldAt = now
        gone = [:]
        differsSince = nil
        revision += 1
        return (facts, revision - 1)
    }

    /// Nobody looks any more.
    /// - Returns: the number of the last scene; nil when none is needed, since none was told.
    mutating func end() -> Int? {
        guard told != nil else { return nil }
        told = nil
        toldAt = nil
        gone = [:]
        revision += 1
        return revision - 1
    }
}
