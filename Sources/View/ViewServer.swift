internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// Serves the page on the loopback interface, and on it what the daemon says.
///
/// Each open page is a client of the daemon's own: it hears what any subscriber hears, and a slow one delays nobody.
package final class ViewServer: Sendable {
    private let options: ViewOptions
    private let listening = Mutex<(any Channel)?>(nil)
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let shared: NIOLoopBoundBox<SharedState>

    package init(options: ViewOptions) {
        self.options = options
        let news = DaemonNews(log: options.log)
        shared = NIOLoopBoundBox.makeBoxSendingValue(SharedState(options: options) { news.tell($0) }, eventLoop: group.next())
    }

    /// Opens the port; the page's address, token included. Once only.
    package func start() async throws(ViewError) -> String {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 128)
            // A page that was open a moment ago must not keep the port.
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // A few pictures and no more: what lies in the kernel is old when the browser comes to it.
            .childChannelOption(.socketOption(.so_sndbuf), value: 256 * 1024)
            .childChannelInitializer { [shared] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(RequestLimits(shared: shared.value))
                    // Without its pipelining, which would not look at the connection while an answer is under way: a browser that went
                    // would not be noticed.
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: true)
                    try pipeline.addHandler(PageHandler(shared: shared.value))
                }
            }
        do {
            let channel = try await bootstrap.bind(host: "127.0.0.1", port: options.port).get()
            let port = channel.localAddress?.port ?? options.port
            let shared = shared
            listening.withLock { $0 = channel }
            try await channel.eventLoop.submit { shared.value.port = port }.get()
            return "http://127.0.0.1:\(port)/?token=\(options.token)"
        } catch let error as IOError {
            throw Self.refusal(port: options.port, status: error.errnoCode)
        } catch {
            throw ViewError(.system, "cannot serve on port \(options.port): \(error)")
        }
    }

    /// Lets nobody in any more, closes every connection, and ends the thread.
    package func stop() async {
        let channel = listening.withLock { $0 }
        // It only fails where it is closed already, which is what is wanted.
        try? await channel?.close()
        let shared = shared
        let promise = group.next().makePromise(of: Void.self)
        group.next().execute { shared.value.end { promise.succeed() } }
        try? await promise.futureResult.get()
        // Its failure could only be told to nobody.
        try? await group.shutdownGracefully()
    }

    private static func refusal(port: Int, status: Int32) -> ViewError {
        switch status {
        case EADDRINUSE:
            ViewError(.portTaken, "port \(port) of this machine is taken by another program; choose another with --port, or leave it out for one that is free", status: status)
        case EACCES, EPERM:
            ViewError(.notAllowed, "this user may not listen at port \(port); choose one above 1023 with --port, or leave it out for one that is free", status: status)
        default:
            ViewError(.system, "cannot listen at port \(port) of the loopback interface: \(String(cString: strerror(status)))", status: status)
        }
    }
}

/// Says once when the daemon comes or goes, however many pages notice.
private final class DaemonNews: Sendable {
    private let last = Mutex<String?>(nil)
    private let log: @Sendable (String) -> Void

    init(log: @escaping @Sendable (String) -> Void) {
        self.log = log
    }

    /// - Parameter reason: why there is no daemon; nil: there is one.
    func tell(_ reason: String?) {
        let before = last.withLock { last in
            defer { last = reason }
            return last
        }
        switch (before, reason) {
        case (nil, let reason?): log("\(reason); waiting for it")
        case (_?, nil): log("the daemon is there again")
        default: break
        }
    }
}
