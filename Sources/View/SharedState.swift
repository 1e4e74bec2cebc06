internal import NIOCore

/// What every connection shares. Lives on the server's one event loop, so nothing in it is locked.
final class SharedState {
    /// The port once it is open; until then nobody is let in.
    var port = 0
    private let token: ViewToken
    let lines: DaemonLines
    let patience: TimeAmount
    /// Told why there is no daemon; nil: there is one.
    let daemonChanged: @Sendable (String?) -> Void
    private let mostConnections: Int
    private let mostStreams: Int
    private var connections: [ObjectIdentifier: any Channel] = [:]
    private var streams = 0
    private var isEnding = false
    private var emptied: (() -> Void)?

    init(options: ViewOptions, daemonChanged: @escaping @Sendable (String?) -> Void) {
        token = options.token
        lines = DaemonLines(socket: options.socket)
        patience = TimeAmount(options.patience)
        mostConnections = options.mostConnections
        mostStreams = options.mostStreams
        self.daemonChanged = daemonChanged
    }

    var gate: RequestGate { RequestGate(token: token, port: port) }

    /// False when as many as may be are open, or none may be any more.
    func beginConnection(_ channel: any Channel) -> Bool {
        guard connections.count < mostConnections, !isEnding else { return false }
        connections[ObjectIdentifier(channel)] = channel
        return true
    }

    func endConnection(_ channel: any Channel) {
        connections[ObjectIdentifier(channel)] = nil
        tellWhenEmpty()
    }

    func beginStream() -> Bool {
        guard streams < mostStreams else { return false }
        streams += 1
        return true
    }

    /// Nobody writes to its channel any more.
    func endStream() {
        streams -= 1
        tellWhenEmpty()
    }

    /// Closes every connection, and calls back once nothing is under way.
    func end(_ emptied: @escaping () -> Void) {
        isEnding = true
        self.emptied = emptied
        for channel in connections.values { channel.close(promise: nil) }
        tellWhenEmpty()
    }

    private func tellWhenEmpty() {
        guard connections.isEmpty, streams == 0 else { return }
        emptied?()
        emptied = nil
    }
}
