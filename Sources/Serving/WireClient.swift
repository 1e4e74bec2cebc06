internal import FoundationEssentials
internal import Glibc
internal import NIOCore
internal import NIOPosix
package import Wire

/// The client's end of the socket: requests out, messages in, at the reader's own pace (a reader that stops reading is,
/// to the daemon, a slow client; nothing piles up here).
///
/// Belongs to one task.
package final class WireClient {
    /// What the daemon said first.
    package let hello: Hello

    private var lines: NIOAsyncChannelInboundStream<[UInt8]>.AsyncIterator
    private let writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
    /// What arrived while an answer was awaited.
    private var waiting: [[UInt8]] = []
    private var lastID = 0

    private init(hello: Hello, lines: NIOAsyncChannelInboundStream<[UInt8]>.AsyncIterator, writer: NIOAsyncChannelOutboundWriter<ByteBuffer>) {
        self.hello = hello
        self.lines = lines
        self.writer = writer
    }

    /// Connects to the daemon at `path`, runs `body`, and closes the connection. Cancelling the task ends it.
    package static func withConnection<Value: Sendable>(
        to path: String, _ body: (WireClient) async throws -> Value
    ) async throws -> Value {
        let channel = try await connect(to: path)
        return try await channel.executeThenClose { inbound, outbound in
            var lines = inbound.makeAsyncIterator()
            guard let first = try await lines.next() else {
                throw ServingError(.disconnected, "the daemon at \(path) closed the connection before it said a word")
            }
            let client = WireClient(hello: try greeting(in: first, path: path), lines: lines, writer: outbound)
            return try await body(client)
        }
    }

    /// The next message, nil when the daemon closed the connection.
    package func next() async throws -> Message? {
        try await nextLine().map { try LineCodec.decodeMessage($0) }
    }

    /// The same as the daemon wrote it, without its newline: for who passes it on.
    package func nextLine() async throws -> [UInt8]? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        return try await receive()
    }

    /// Writes a request; its answer comes among the messages.
    package func send(_ request: Request) async throws {
        var buffer = ByteBuffer(bytes: try LineCodec.encode(request))
        buffer.writeInteger(UInt8(0x0A))
        do {
            try await writer.write(buffer)
        } catch is ChannelError {
            throw ServingError(.disconnected, "the daemon is gone")
        } catch let error as IOError {
            throw ServingError(.disconnected, "the daemon is gone: \(systemMessage(error.errnoCode))", status: error.errnoCode)
        }
    }

    /// Sends a request and waits for its answer; what arrives in between is kept for `next`.
    package func ask(_ kind: Request.Kind) async throws -> ReplyBody {
        lastID += 1
        let id = RequestID.number(lastID)
        try await send(Request(kind, id: id))
        while let line = try await receive() {
            switch try LineCodec.decodeMessage(line) {
            case .reply(let body, id: id): return body
            case .refusal(let refusal, id: id): throw refusal
            default: waiting.append(line)
            }
        }
        throw ServingError(.disconnected, "the daemon closed the connection before it answered")
    }

    private func receive() async throws -> [UInt8]? {
        do {
            return try await lines.next()
        } catch let error as IOError {
            throw ServingError(.disconnected, "the connection to the daemon broke: \(systemMessage(error.errnoCode))", status: error.errnoCode)
        }
    }

    private static func greeting(in line: [UInt8], path: String) throws -> Hello {
        switch try? LineCodec.decodeMessage(line) {  // Anything unreadable is the same news: no daemon of ours.
        case .hello(let hello):
            guard hello.protocol == WireProtocol.version else {
                throw ServingError(
                    .foreign, "the daemon at \(path) speaks protocol \(hello.protocol), this client protocol \(WireProtocol.version); use a client of the daemon's version (\(hello.server.version))")
            }
            return hello
        case .refusal(let refusal, id: _): throw refusal
        default:
            throw ServingError(.foreign, "what listens at \(path) is no daemon of this kind: its first line was no hello")
        }
    }

    private static func connect(to path: String) async throws(ServingError) -> NIOAsyncChannel<[UInt8], ByteBuffer> {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(MessageLines())
                        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch let error as IOError {
            throw refusal(errno: error.errnoCode, path: path)
        } catch {
            throw ServingError(.system, "cannot connect to \(path): \(error)")
        }
    }

    private static func refusal(errno status: Int32, path: String) -> ServingError {
        switch status {
        case ENOENT, ECONNREFUSED:
            ServingError(.noDaemon, "no daemon listens at \(path); start one with `taichud --profile FILE`, or name its socket with --socket", status: status)
        case EACCES, EPERM:
            ServingError(.system, "no access to \(path): the daemon's owner alone may listen, unless its profile sets daemon.socket_mode", status: status)
        default:
            ServingError(.system, "cannot connect to \(path): \(systemMessage(status))", status: status)
        }
    }
}

/// Lines of the server, bounded: whatever sends longer ones is no daemon of ours.
private final class MessageLines: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = [UInt8]

    private var splitter = LineSplitter(limit: WireProtocol.messageLimit)

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for piece in splitter.push(unwrapInboundIn(data).readableBytesView) {
            switch piece {
            case .line(let line): context.fireChannelRead(wrapInboundOut(line))
            case .oversized:
                context.fireErrorCaught(ServingError(.foreign, "the other side sent a line of more than \(WireProtocol.messageLimit) bytes; it is no daemon of this kind"))
                context.close(promise: nil)
                return
            }
        }
    }
}
