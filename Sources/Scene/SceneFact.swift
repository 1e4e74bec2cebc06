internal import Wire

/// Something that can be said about the scene, in no language, with the ids that prove it.
enum SceneFact: Equatable, Sendable {
    /// Things of one label.
    struct Kind: Equatable, Sendable {
        var label: String
        var ids: [Int]
    }

    /// One thing, as a sentence points at it.
    struct Named: Hashable, Sendable {
        var id: Int
        var label: String
        /// No other thing in the scene has its label.
        var isOnly: Bool
    }

    /// What a thing is near to.
    enum Neighbour: Hashable, Sendable {
        case thing(Named)
        /// The two of the group are near to each other.
        case eachOther
        /// Others of the same label.
        case others(ids: [Int])
    }

    /// What some things of a label, `group.ids` out of `total`, do or where they are.
    struct Doing: Equatable, Sendable {
        var group: Kind
        var total: Int
        var posture: [Posture]
        var near: Neighbour?
        var zones: [String]
    }

    /// What is there, the most important first. Empty: nothing.
    case present([Kind])
    case doing(Doing)
    /// What draws the eye.
    case salient(Named)
    /// What can be read, and on what.
    case text(id: Int, text: String, on: Named?)
    /// What went since the last scene.
    case left(Kind)

    var ids: [Int] {
        switch self {
        case .present(let kinds): kinds.flatMap(\.ids).sorted()
        case .doing(let doing):
            switch doing.near {
            case .thing(let thing): (doing.group.ids + [thing.id]).sorted()
            case .others(let ids): Set(doing.group.ids + ids).sorted()
            case .eachOther, nil: doing.group.ids
            }
        case .salient(let thing): [thing.id]
        case .text(let id, _, let on): ([id] + (on.map { [$0.id] } ?? [])).sorted()
        case .left(let kind): kind.ids
        }
    }
}
