internal import NIOCore

/// Stands before the HTTP decoder, which has no limit on an address: so many connections, and so long a request.
final class RequestLimits: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// A browser's head has a few hundred bytes.
    private static let mostBytes = 64 * 1024

    private let shared: SharedState
    private var isCounted = false
    private var bytes = 0

    init(shared: SharedState) {
        self.shared = shared
    }

    func channelActive(context: ChannelHandlerContext) {
        isCounted = shared.beginConnection(context.channel)
        guard isCounted else {
            context.close(promise: nil)
            return
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isCounted { shared.endConnection(context.channel) }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += unwrapInboundIn(data).readableBytes
        guard isCounted, bytes <= Self.mostBytes else {
            context.close(promise: nil)
            return
        }
        context.fireChannelRead(data)
    }
}
