private import Synchronization
internal import Wire

/// The tracks that run, as the socket's requests see them: none until the models are loaded.
final class TrackList: Sendable {
    private let stages = Mutex<[TrackStage]>([])

    private let counter = Mutex<@Sendable () -> Int>({ 0 })

    /// How many clients are connected.
    func clients() -> Int { counter.withLock { $0 }() }

    func setClients(_ count: @escaping @Sendable () -> Int) {
        counter.withLock { $0 = count }
    }

    var all: [TrackStage] { stages.withLock { $0 } }

    func set(_ stages: [TrackStage]) {
        self.stages.withLock { $0 = stages }
    }

    /// The tracks of these labels; all for nil.
    func named(_ labels: [String]?) throws(Refusal) -> [TrackStage] {
        let all = all
        guard let labels else { return all }
        for label in labels where !all.contains(where: { $0.label == label }) {
            throw Refusal(.invalid, "there is no track \"\(label)\"; there are: \(all.map(\.label).joined(separator: ", "))")
        }
        return all.filter { labels.contains($0.label) }
    }
}
