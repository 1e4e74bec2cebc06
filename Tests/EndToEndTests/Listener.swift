import Glibc
import Support
import Testing
import Wire

/// A subscriber that remembers everything it heard.
final class Listener {
    let hello: Hello
    private let client: RawClient
    private(set) var events: [Event] = []
    /// How many events at the beginning happened before it subscribed: partials that newer ones overtook are not among them.
    private(set) var replayed = 0
    /// What was heard while a reply was awaited, and is still to be looked at.
    private var unseen: [Event] = []

    init(_ socket: String, subscription: Subscription? = Subscription()) async throws {
        client = try RawClient(socket)
        guard case .hello(let hello) = try await client.message() else { throw RawClient.Ended() }
        self.hello = hello
        guard let subscription else { return }
        if case .subscribed(let subscribed) = try await ask(.subscribe(subscription)) { replayed = subscribed.replayed }
    }

    /// The next event of which `found` says so; the ones before are remembered.
    @discardableResult
    func until<Found>(_ found: (EventBody) -> Found?) async throws -> Found {
        while true {
            let event = try await next()
            events.append(event)
            if let found = found(event.body) { return found }
        }
    }

    /// Remembers everything up to the end of the stream.
    func toEnd() async {
        while let event = try? await next() { events.append(event) }  // The end is what is awaited.
    }

    /// Remembers everything of a daemon that stays when its file is over, and is then ended. (One that exits by itself may be gone before a listener on a busy machine is there.)
    func toEnd(of file: String, in daemon: DaemonProcess) async throws {
        try await until { $0.device(.ended, of: file) }
        await #expect(daemon.end() == 0)
        await toEnd()
    }

    func ask(_ kind: Request.Kind) async throws -> ReplyBody {
        client.send(Array(try LineCodec.encode(Request(kind, id: .number(1)))) + [0x0A])
        while true {
            switch try await client.message() {
            case .reply(let body, id: _): return body
            case .refusal(let refusal, id: _): throw refusal
            case .event(let event): unseen.append(event)
            case .hello, .lost, .unknown: break
            }
        }
    }

    private func next() async throws -> Event {
        if !unseen.isEmpty { return unseen.removeFirst() }
        while true {
            switch try await client.message() {
            case .event(let event): return event
            case .refusal(let refusal, id: _): throw refusal
            case .lost(let lost): Issue.record("this listener was too slow: \(lost)")
            case .hello, .reply, .unknown: break
            }
        }
    }

    var finals: [Caption] { events.compactMap(\.body.final) }

    func finals(_ track: String, _ task: CaptionTask = .transcribe) -> [Caption] { finals.filter { $0.track == track && $0.task == task } }

    func text(_ track: String, _ task: CaptionTask = .transcribe) -> String { plain(finals(track, task).map(\.text).joined(separator: " ")) }
}

extension EventBody {
    var partial: Caption? { if case .captionPartial(let caption) = self { caption } else { nil } }
    var final: Caption? { if case .captionFinal(let caption) = self { caption } else { nil } }
    var gap: Gap? { if case .gap(let gap) = self { gap } else { nil } }
    var device: DeviceChange? { if case .device(let change) = self { change } else { nil } }

    func device(_ state: DeviceChange.State, of track: String) -> DeviceChange? {
        device.flatMap { $0.state == state && $0.track == track ? $0 : nil }
    }
}

/// What every stream of captions keeps: numbers and times go up, without a hole once it was subscribed to, revisions of a segment go up, what was called stable stays, a
/// final comes once and last, its words lie in the past (those of a file read fast would have: so many seconds ahead).
func checkOrder(of listener: Listener, ahead: Double = 0, sourceLocation: SourceLocation = #_sourceLocation) {
    struct Key: Hashable {
        var track: String
        var task: CaptionTask
        var segment: Int
    }
    var open: [Key: (revision: Int, stable: [String])] = [:]
    var closed: Set<Key> = []
    var last: Event?
    for (index, event) in listener.events.enumerated() {
        if let last {
            #expect(event.time >= last.time, sourceLocation: sourceLocation)
            #expect(index > listener.replayed ? event.seq == last.seq + 1 : event.seq > last.seq, sourceLocation: sourceLocation)
        }
        last = event
        guard let caption = event.body.partial ?? event.body.final else { continue }
        let key = Key(track: caption.track, task: caption.task, segment: caption.segment)
        let words = caption.words.map { plain($0.text) }
        #expect(!closed.contains(key), "\(key) goes on after its final", sourceLocation: sourceLocation)
        #expect((0...words.count).contains(caption.stable), sourceLocation: sourceLocation)
        if let before = open[key] {
            #expect(caption.revision > before.revision, "\(caption)", sourceLocation: sourceLocation)
            // The second pass may hear it otherwise.
            if event.body.partial != nil {
                #expect(words.starts(with: before.stable), "\(before.stable) was stable, now: \(words)", sourceLocation: sourceLocation)
            }
        }
        open[key] = (caption.revision, Array(words.prefix(caption.stable)))
        checkTimes(of: caption, within: 0...event.time + ahead, sourceLocation: sourceLocation)
        if event.body.final != nil { closed.insert(key) }
    }
    for key in open.keys { #expect(closed.contains(key), "\(key) has no final", sourceLocation: sourceLocation) }
}
