internal import Serving
internal import Subtitles
internal import Synchronization
internal import Wire

/// From the daemon's socket to a sink, until the daemon or the user ends it.
struct WatchJob: Sendable {
    var path: String
    var output: Output
    var format: CaptionFormat
    var tracks: [String]
    var partials: Bool
    /// For the daemon to use from now on; nil: it keeps those that it has.
    var hotWords: [HotWord]?

    /// Ends without an error when its task is cancelled, and when every track had ended before the daemon did.
    func run(_ view: CurrentView) async throws {
        let isOver: Bool
        do {
            isOver = try await WireClient.withConnection(to: path) { client in
                if let hotWords { _ = try await client.ask(.hotwords(hotWords)) }
                var running = try await runningTracks(client)
                let sink = makeSink(trackCount: running?.count ?? 1)
                view.set(sink)
                try await follow(client, sink, &running)
                return running?.values.contains(true) == false
            }
        } catch where Task.isCancelled && (error is CancellationError || (error as? ServingError)?.code == .disconnected) {
            return
        }
        if !isOver, !Task.isCancelled { throw Failure(.unavailable, "the daemon at \(path) is gone") }
    }

    private func follow(_ client: WireClient, _ sink: any CaptionSink, _ running: inout [String: Bool]?) async throws {
        var refusal: Refusal?
        do {
            // Partials also tell a subtitle writer that somebody began to speak.
            let captions = partials || format != .json && format != .text || sink is TerminalSink ? "caption" : "caption.final"
            // What cameras see: sentences for people, everything for programs. An older daemon has no such topics.
            let seen = switch format {
            case .text: ["scene", "summary", "voice.end"]
            case .json: ["scene", "object.enter", "object.leave", "object.move", "picture", "summary", "voice.start", "voice.mark", "voice.end"]
            default: [String]()
            }
            let topics = [captions, "gap", "device", "health"] + seen.filter(client.hello.topics.contains)
            _ = try await client.ask(.subscribe(Subscription(topics: topics, tracks: tracks.isEmpty ? nil : tracks)))
            try await sink.begin()
            while refusal == nil, let message = try await client.next() {
                switch message {
                case .event(let event):
                    if case .device(let change) = event.body { running?[change.track] = change.state != .ended }
                    try await sink.show(event)
                case .lost(let lost):
                    if lost.partials > 0 { try await sink.notice("this program reads slowly: \(lost.partials) states of open captions were passed over") }
                case .refusal(let reason, id: _): refusal = reason
                case .hello, .reply, .unknown: break
                }
            }
        } catch let error as Failure {
            // The output failed: nothing more can be written there.
            throw error
        } catch {
            try await sink.end()
            throw error
        }
        try await sink.end()
        if let refusal { throw refusal }
    }

    /// The tracks that will be heard, and whether each still runs; nil of a daemon that cannot say: it still has captions.
    private func runningTracks(_ client: WireClient) async throws -> [String: Bool]? {
        do {
            guard case .status(let health) = try await client.ask(.status) else { return nil }
            let all = health.tracks.map { ($0.track, $0.state) } + (health.cameras ?? []).map { ($0.track, $0.state) }
            let wanted = all.filter { tracks.isEmpty || tracks.contains($0.0) }
            return Dictionary(wanted.map { ($0.0, $0.1 != DeviceChange.State.ended.rawValue) }) { $1 }
        } catch is Refusal {
            return nil
        }
    }

    private func makeSink(trackCount: Int) -> any CaptionSink {
        let labelled = trackCount > 1
        if format == .text, !partials, output.isTerminal, let size = output.size {
            return TerminalSink(output: output, columns: size.columns, rows: size.rows, labelled: labelled)
        }
        return FileSink(output: output, format: format, labelled: labelled, partials: partials)
    }
}

/// The sink in use, for whoever hears that the terminal changed its size.
final class CurrentView: Sendable {
    private let current = Mutex<(any CaptionSink)?>(nil)

    var sink: (any CaptionSink)? { current.withLock { $0 } }
    func set(_ sink: any CaptionSink) { current.withLock { $0 = sink } }
}
