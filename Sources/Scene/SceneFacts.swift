internal import Wire

/// Draws from what is there what can be said about it.
struct SceneFacts {
    /// Things that entered and did not leave, by id.
    let objects: [SceneObject]
    let texts: [SceneText]
    let salient: Int?
    /// What left since the last scene: label by id.
    let left: [Int: String]

    private let byLabel: [String: [SceneObject]]
    private let byID: [Int: SceneObject]

    init(objects: [SceneObject], texts: [SceneText], salient: Int?, left: [Int: String]) {
        self.objects = objects
        self.texts = texts
        self.salient = salient
        self.left = left
        byLabel = Dictionary(grouping: objects, by: \.label)
        byID = Dictionary(uniqueKeysWithValues: objects.map { ($0.id, $0) })
    }

    /// In the order in which they are told.
    var all: [SceneFact] {
        var facts: [SceneFact] = [.present(Self.kinds(byLabel.mapValues { $0.map(\.id) }))]
        facts += doings.prefix(Wording.doings).map(SceneFact.doing)
        if let salient, let object = byID[salient] { facts.append(.salient(named(object))) }
        for text in texts.prefix(Wording.texts) {
            let carrier = text.on.flatMap { byID[$0] }
            let shown = text.text.count > Wording.textLength ? text.text.prefix(Wording.textLength - 1) + "…" : text.text[...]
            facts.append(.text(id: text.id, text: String(shown), on: carrier.map(named)))
        }
        facts += Self.kinds(Dictionary(grouping: left.keys.sorted(), by: { left[$0]! })).map(SceneFact.left)
        return facts
    }

    /// People first, then the most frequent, then by the alphabet.
    private static func kinds(_ ids: [String: [Int]]) -> [SceneFact.Kind] {
        func rank(_ kind: SceneFact.Kind) -> (Int, Int, String) { (kind.label == "person" ? 0 : 1, -kind.ids.count, kind.label) }
        return ids.map { SceneFact.Kind(label: $0.key, ids: $0.value.sorted()) }.sorted { rank($0) < rank($1) }
    }

    private func named(_ object: SceneObject) -> SceneFact.Named {
        SceneFact.Named(id: object.id, label: object.label, isOnly: byLabel[object.label]?.count == 1)
    }

    /// What things do, those that do the same together. Of a thing of which nothing is known but that it is there, nothing.
    private var doings: [SceneFact.Doing] {
        struct Sameness: Hashable {
            var label: String
            var posture: [Posture]
            var near: Int?
            var isNearOthers: Bool
            var zones: [String]
        }
        var groups: [Sameness: [SceneObject]] = [:]
        for object in objects {
            // Whom somebody is near to is worth saying of people; that a chair is near a table is not.
            let neighbours = object.label == "person" ? object.near.compactMap { byID[$0] } : []
            let thing = neighbours.first { $0.label != object.label }
            let sameness = Sameness(
                label: object.label, posture: object.place.posture, near: thing?.id, isNearOthers: thing == nil && !neighbours.isEmpty,
                zones: object.place.zones)
            guard !sameness.posture.isEmpty || sameness.near != nil || sameness.isNearOthers || !sameness.zones.isEmpty else { continue }
            groups[sameness, default: []].append(object)
        }
        return groups.map { sameness, members in
            let ids = members.map(\.id).sorted()
            var near = sameness.near.flatMap { byID[$0] }.map { SceneFact.Neighbour.thing(named($0)) }
            if sameness.isNearOthers {
                let others = members.flatMap { member in member.near.filter { byID[$0]?.label == member.label } }
                let areTwo = members.count == 2 && members.allSatisfy { member in member.near.contains { $0 != member.id && ids.contains($0) } }
                near = areTwo ? .eachOther : .others(ids: Set(others).sorted())
            }
            return SceneFact.Doing(
                group: SceneFact.Kind(label: sameness.label, ids: ids), total: byLabel[sameness.label]?.count ?? ids.count, posture: sameness.posture,
                near: near, zones: sameness.zones)
        }
        // People first; then whoever was there first.
        .sorted { ($0.group.label == "person" ? 0 : 1, $0.group.ids[0]) < ($1.group.label == "person" ? 0 : 1, $1.group.ids[0]) }
    }
}
