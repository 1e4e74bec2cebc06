internal import Configuration
internal import Speech
private import Synchronization
internal import Wire

/// The tracks, as the socket's requests see them: their stages run only when the models are loaded.
final class TrackList: Sendable {
    private let stages = Mutex<[any Stage]>([])
    private let profile: Profile

    init(_ profile: Profile) { self.profile = profile }

    private let counter = Mutex<@Sendable () -> Int>({ 0 })

    /// How many clients are connected.
    func clients() -> Int { counter.withLock { $0 }() }

    func setClients(_ count: @escaping @Sendable () -> Int) {
        counter.withLock { $0 = count }
    }

    private let loaded = Mutex<SpeechEngine?>(nil)

    /// What turns speech into text; nil until it is loaded.
    var engine: SpeechEngine? { loaded.withLock { $0 } }

    func setEngine(_ engine: SpeechEngine) {
        loaded.withLock { $0 = engine }
    }

    var all: [any Stage] { stages.withLock { $0 } }

    /// The figures of every track; of those that are still to start, their names.
    var health: [Health.Track] {
        let all = all
        guard all.isEmpty else { return all.compactMap { ($0 as? TrackStage)?.health } }
        return profile.sources.map {
            Health.Track(
                track: $0.name, source: $0.kind.rawValue, state: "loading", heard: 0, lost: 0, backlog: 0, speaking: false, partials: 0, finals: 0,
                words: 0)
        }
    }

    /// The same of every camera; nil where the profile has none.
    var cameras: [Health.Camera]? {
        guard !profile.cameras.isEmpty else { return nil }
        let all = all
        guard all.isEmpty else { return all.compactMap { ($0 as? CameraStage)?.health } }
        return profile.cameras.map { Health.Camera(track: $0.name, source: $0.device, state: "loading") }
    }

    func set(_ stages: [any Stage]) {
        self.stages.withLock { $0 = stages }
    }

    /// The tracks of these labels; all for nil.
    func named(_ labels: [String]?) throws(Refusal) -> [any Stage] {
        let all = all
        guard !all.isEmpty else { throw Refusal(.unavailable, "the models are still being loaded; ask again in a moment") }
        guard let labels else { return all }
        for label in labels where !all.contains(where: { $0.label == label }) {
            throw Refusal(.invalid, "there is no track \"\(label)\"; there are: \(all.map(\.label).joined(separator: ", "))")
        }
        return all.filter { labels.contains($0.label) }
    }
}
