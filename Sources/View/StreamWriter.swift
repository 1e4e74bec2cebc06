internal import NIOCore
internal import NIOHTTP1

/// The browser closed its connection, or does not read.
struct BrowserGone: Error {}

/// The body of an answer that never ends, at the browser's own pace: of what is written, one piece at a time waits.
struct StreamWriter: Sendable {
    let channel: any Channel
    /// How long a piece may take to leave.
    let patience: TimeAmount

    func write(_ bytes: ByteBuffer) async throws(BrowserGone) {
        let channel = channel
        let limit = channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
        defer { limit.cancel() }
        do {
            try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(bytes))).get()
        } catch {
            throw BrowserGone()
        }
    }
}
