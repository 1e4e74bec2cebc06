internal import NIOCore
internal import NIOPosix
internal import Synchronization
package import Wire

/// How a server presents itself and where its patience ends.
package struct ServerOptions: Sendable {
    package var identity: Hello.Server
    /// Media second 0 on both clocks.
    package var start: Hello.Start
    /// Lines a client may lag behind before partials are dropped for it.
    package var queueLines: Int
    /// Finals, gaps and device changes kept for `since`.
    package var replayEvents: Int
    package var maximumClients: Int
    /// Connections, disconnections and refusals, a line each.
    package var log: @Sendable (String) -> Void

    package init(
        identity: Hello.Server, start: Hello.Start, queueLines: Int = 256, replayEvents: Int = 1024, maximumClients: Int = 256,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.identity = identity
        self.start = start
        self.queueLines = queueLines
        self.replayEvents = replayEvents
        self.maximumClients = maximumClients
        self.log = log
    }
}

/// The daemon's socket: publishes events to every subscriber and passes commands on.
///
/// Everything but `publish`, `clientCount` and `isHeard` happens on one thread of its own.
package final class Server: Sendable {
    private struct Listening {
        var channel: any Channel
        /// Nil when systemd owns the path.
        var socket: ListeningSocket?
    }

    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let hub: NIOLoopBoundBox<Hub>
    private let listening = Mutex<Listening?>(nil)
    private let stopped = Atomic<Bool>(false)
    private let clients: ClientCount
    private let topics: TopicsHeard

    package init(options: ServerOptions, handler: @escaping RequestHandler) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        loop = group.next()
        let clients = ClientCount()
        self.clients = clients
        let topics = TopicsHeard()
        self.topics = topics
        hub = NIOLoopBoundBox.makeBoxSendingValue(
            Hub(
                options: options, clientsChanged: { clients.value.store($0, ordering: .relaxed) },
                topicsChanged: { heard in topics.value.withLock { $0 = heard } }, handler: handler), eventLoop: loop)
    }

    /// Connections that are open now. From any thread.
    package var clientCount: Int { clients.value.load(ordering: .relaxed) }

    /// Whether a client hears this topic now: what nobody hears need not be made. From any thread.
    package func isHeard(_ topic: String) -> Bool { topics.value.withLock { $0.contains(topic) } }

    /// Opens the socket and serves on it. Once only.
    package func start(on endpoint: Endpoint) async throws(ServingError) {
        let socket: ListeningSocket?
        let descriptor: Int32
        switch endpoint {
        case .path(let path, let mode):
            let opened = try ListeningSocket.open(path: path, mode: mode)
            socket = opened
            descriptor = opened.descriptor
        case .activated(let inherited):
            socket = nil
            descriptor = inherited
        }
        let hub = hub
        let bootstrap = ServerBootstrap(group: group)
            .childChannelOption(.writeBufferWaterMark, value: ChannelOptions.Types.WriteBufferWaterMark(low: 16 * 1024, high: 64 * 1024))
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ClientHandler(hub: hub.value))
                }
            }
        do {
            let channel = try await bootstrap.withBoundSocket(descriptor).get()
            listening.withLock { $0 = Listening(channel: channel, socket: socket) }
        } catch {
            socket?.release()
            throw ServingError(.system, "cannot serve on the socket\(socket.map { " " + $0.path } ?? " from systemd"): \(error)")
        }
    }

    /// Numbers the event and sends it to every subscriber. Returns at once, from any thread; events of one thread keep
    /// their order.
    ///
    /// - Parameter time: media seconds of emission.
    package func publish(_ body: EventBody, at time: Double) {
        guard !stopped.load(ordering: .acquiring) else { return }
        let hub = hub
        loop.execute { hub.value.publish(body, at: time) }
    }

    /// Removes the socket's file and nothing else: for an end that cannot wait for `stop`. From any thread.
    package func removeSocket() {
        listening.withLock { state in
            state?.socket?.release()
            state?.socket = nil
        }
    }

    /// Takes no more clients, lets the last lines leave (for less than half a second), removes the socket and ends the thread.
    package func stop() async {
        guard !stopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let ending = listening.withLock { state in
            defer { state = nil }
            return state
        }
        // Both only fail when the loop or channel is closed already, which is what is wanted.
        try? await ending?.channel.close()
        ending?.socket?.release()
        let hub = hub
        let clients = clients
        let promise = loop.makePromise(of: Void.self)
        loop.execute {
            hub.value.finish()
            hub.value.whenEmpty { promise.succeed() }
        }
        try? await promise.futureResult.get()
        clients.value.store(0, ordering: .relaxed)
        // The group ends its thread; its failure could only be told to nobody.
        try? await group.shutdownGracefully()
    }
}

/// A class, because a mutex cannot be captured.
private final class TopicsHeard: Sendable {
    let value = Mutex<Set<String>>([])
}

/// A class, because an atomic cannot be captured.
private final class ClientCount: Sendable {
    let value = Atomic<Int>(0)
}
