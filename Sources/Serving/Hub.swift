internal import NIOCore
package import Wire

/// A request that only the daemon's own parts can answer.
package enum Command: Equatable, Sendable {
    case status
    case devices
    /// Labels of tracks; nil: every track.
    case pause([String]?)
    case resume([String]?)
    case hotwords([HotWord])
    case summarize(SummaryOrder)
    /// Labels of cameras; nil: every camera.
    case describe([String]?)
    case say(SpeechOrder)
    case hush(Int?)
}

/// The seam to the composition root: answers a command, or says why not.
package typealias RequestHandler = @Sendable (Command) async throws(Refusal) -> ReplyBody

/// What every connection shares. Lives on the server's one event loop, so nothing in it is locked.
package final class Hub {
    let options: ServerOptions
    let handler: RequestHandler
    let log: @Sendable (String) -> Void
    private(set) var events: EventLog
    private var clients: [Int: ClientHandler] = [:]
    private var lastNumber = 0
    private var emptied: (() -> Void)?
    private var isEnding = false
    private let clientsChanged: @Sendable (Int) -> Void
    private let topicsChanged: @Sendable (Set<String>) -> Void

    /// - Parameters:
    ///   - clientsChanged: told how many connections are open.
    ///   - topicsChanged: told which topics somebody hears.
    package init(
        options: ServerOptions, clientsChanged: @escaping @Sendable (Int) -> Void = { _ in },
        topicsChanged: @escaping @Sendable (Set<String>) -> Void = { _ in }, handler: @escaping RequestHandler
    ) {
        self.options = options
        self.handler = handler
        self.log = options.log
        self.events = EventLog(capacity: options.replayEvents)
        self.clientsChanged = clientsChanged
        self.topicsChanged = topicsChanged
    }

    package func publish(_ body: EventBody, at time: Double) {
        do {
            let event = try events.append(body, at: time)
            for client in clients.values { client.deliver(event) }
        } catch {
            log("an event could not be published: \(error)")
        }
    }

    /// Admits a connection, or says why not.
    func admit(_ client: ClientHandler) throws(Refusal) -> Int {
        // Accepted a moment before the listening socket closed.
        guard !isEnding else { throw Refusal(.unavailable, "the daemon is ending") }
        guard clients.count < options.maximumClients else {
            throw Refusal(.busy, "\(clients.count) clients are connected, which is the most this daemon serves; try again later")
        }
        lastNumber += 1
        clients[lastNumber] = client
        clientsChanged(clients.count)
        return lastNumber
    }

    func leave(_ number: Int) {
        guard clients.removeValue(forKey: number) != nil else { return }
        clientsChanged(clients.count)
        subscriptionsChanged()
        if clients.isEmpty { emptied?() }
    }

    /// A client hears other topics than before.
    func subscriptionsChanged() {
        topicsChanged(clients.values.reduce(into: []) { $0.formUnion($1.topics) })
    }

    /// Calls back once no client is left.
    func whenEmpty(_ action: @escaping () -> Void) {
        if clients.isEmpty { action() } else { emptied = action }
    }

    /// Asks every client's connection to end once its lines are out, and admits no more.
    package func finish() {
        isEnding = true
        for client in clients.values { client.finish(within: Self.farewell) }
    }

    /// How long the last lines may take to leave when the daemon ends.
    private static let farewell = TimeAmount.milliseconds(400)

    var hello: Hello {
        Hello(server: options.identity, start: options.start, seq: events.lastSeq)
    }
}
