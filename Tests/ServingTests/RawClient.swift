import Dispatch
import FoundationEssentials
import Glibc
import Serving
import Testing
import Wire

/// A client without manners: bytes in, lines out, blocking, closed when it goes.
final class RawClient {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    struct Ended: Error {}

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard connected == 0 else { throw Ended() }
        // A server that never answers must fail the test, not hang it.
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// False when the server no longer takes bytes.
    @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next line; throws at the end of the stream.
    func line() async throws -> String {
        while true {
            if let newline = buffer.firstIndex(of: 0x0A) {
                defer { buffer.removeFirst(newline + 1) }
                return String(decoding: buffer[..<newline], as: UTF8.self)
            }
            let chunk = await Self.receive(descriptor)
            guard !chunk.isEmpty else { throw Ended() }
            buffer += chunk
        }
    }

    /// Waits on a thread of its own: the few that Swift's tasks share belong to whoever has to answer.
    private static func receive(_ descriptor: Int32) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var chunk = [UInt8](repeating: 0, count: 65_536)
                let count = recv(descriptor, &chunk, chunk.count, 0)
                continuation.resume(returning: Array(chunk.prefix(max(0, count))))
            }
        }
    }

    func message() async throws -> Message { try LineCodec.decodeMessage(Array(try await line().utf8)) }

    /// Every message up to the end of the stream.
    func messagesToEnd() async -> [Message] {
        var messages: [Message] = []
        while let message = try? await message() { messages.append(message) }  // The end is what is awaited.
        return messages
    }
}

/// A folder of the test's own, removed when it goes.
final class ScratchFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/taichu-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw RawClient.Ended() }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }  // What stays under /tmp costs nothing.

    func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// What a daemon at `path` answers to a ping.
func ping(_ path: String) async throws -> ReplyBody {
    try await WireClient.withConnection(to: path) { try await $0.ask(.ping) }
}

/// `#expect(a == b)` where `a` throws inside a closure whose type is still to be inferred.
func expect<Value: Equatable>(_ value: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(value == expected, sourceLocation: sourceLocation)
}
