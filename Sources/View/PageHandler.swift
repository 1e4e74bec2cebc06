internal import NIOCore
internal import NIOHTTP1

/// One connection: one request, and its answer, however long that takes.
final class PageHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let shared: SharedState
    private var isAnswered = false
    /// For a request to come, and for a short answer to go.
    private var deadline: Scheduled<Void>?

    init(shared: SharedState) {
        self.shared = shared
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: shared.patience) { channel.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The rest of a request says nothing that matters, and a second one is not answered: "Connection: close" told so.
        guard case .head(let head) = unwrapInboundIn(data), !isAnswered else { return }
        isAnswered = true
        switch shared.gate.answer(head) {
        case .refused(let status): refuse(status, context)
        case .route(.page):
            let nonce = "\(ViewToken())"
            answer(.ok, type: "text/html; charset=utf-8", more: [("Content-Security-Policy", Page.policy(nonce: nonce))], Page.html(nonce: nonce), context)
        case .route(.events(let query)):
            let lines = shared.lines
            let changed = shared.daemonChanged
            stream(type: "text/event-stream", context) { try await EventStream(query: query, lines: lines, writer: $0, daemonChanged: changed).run() }
        case .route(.picture(let track)):
            let lines = shared.lines
            stream(type: "multipart/x-mixed-replace; boundary=\(PictureStream.boundary)", context) {
                try await PictureStream(track: track, lines: lines, writer: $0).run()
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Broken HTTP was answered by the handler before; a vanished browser shows as a reset.
        context.close(promise: nil)
    }

    // MARK: Answers

    private func refuse(_ status: HTTPResponseStatus, _ context: ChannelHandlerContext) {
        answer(status, type: "text/plain; charset=utf-8", "\(status.code) \(status.reasonPhrase)\n", context)
    }

    private func answer(
        _ status: HTTPResponseStatus, type: String, more: [(String, String)] = [], _ text: String, _ context: ChannelHandlerContext
    ) {
        var headers = Self.headers(type: type)
        headers.add(contentsOf: more)
        headers.add(name: "Content-Length", value: "\(text.utf8.count)")
        if status == .methodNotAllowed { headers.add(name: "Allow", value: "GET") }
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }

    private func stream(type: String, _ context: ChannelHandlerContext, _ body: @escaping @Sendable (StreamWriter) async throws -> Void) {
        guard shared.beginStream() else { return refuse(.serviceUnavailable, context) }
        deadline?.cancel()
        let channel = context.channel
        let shared = NIOLoopBound(shared, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: Self.headers(type: type)))), promise: nil)
        let writer = StreamWriter(channel: channel, patience: self.shared.patience)
        let work = Task {
            // It ends with the browser, and then nobody is left to hear of it.
            try? await body(writer)
            channel.eventLoop.execute {
                channel.close(promise: nil)
                shared.value.endStream()
            }
        }
        channel.closeFuture.whenComplete { _ in work.cancel() }
    }

    private static func headers(type: String) -> HTTPHeaders {
        [
            "Content-Type": type, "Connection": "close", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
        ]
    }
}
