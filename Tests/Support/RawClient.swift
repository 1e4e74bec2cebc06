private import Glibc
package import Wire

/// A client without manners: bytes in, lines out, blocking, closed when it goes.
package final class RawClient {
    private let descriptor: Int32
    private let lines: LineReader
    package typealias Ended = LineReader.Ended

    package init(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        self.descriptor = descriptor
        lines = LineReader(descriptor)
        guard connected == 0 else { throw Ended() }
        // A server that never answers must fail the test, not hang it; one on a busy machine may take its time.
        var patience = timeval(tv_sec: 300, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    /// False when the server no longer takes bytes.
    @discardableResult package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult package func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    package func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next line; throws at the end of the stream.
    package func line() async throws -> String { try await lines.line() }

    package func message() async throws -> Message { try LineCodec.decodeMessage(Array(try await line().utf8)) }

    /// Every message up to the end of the stream.
    package func messagesToEnd() async -> [Message] {
        var messages: [Message] = []
        while let message = try? await message() { messages.append(message) }  // The end is what is awaited.
        return messages
    }
}
