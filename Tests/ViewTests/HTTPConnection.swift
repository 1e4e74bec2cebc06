import Glibc
import Support

/// A connection to the page's port that sends what a test wants, right or wrong.
final class HTTPConnection {
    let descriptor: Int32
    private let lines: LineReader

    init(port: Int) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        self.descriptor = descriptor
        lines = LineReader(descriptor)
        guard connected == 0 else { throw LineReader.Ended() }
        // A server that never answers fails the test instead of hanging it.
        var patience = timeval(tv_sec: 300, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Without its carriage return.
    func line() async throws -> String {
        let line = try await lines.line()
        return line.hasSuffix("\r") ? String(line.dropLast()) : line
    }

    /// Reads up to a line that begins so.
    func line(beginning: String) async throws -> String {
        while true {
            let line = try await line()
            if line.hasPrefix(beginning) { return line }
        }
    }

    /// Everything up to the end.
    func rest() async -> [String] {
        var all: [String] = []
        while let next = try? await line() { all.append(next) }  // The end is what is awaited.
        return all
    }
}
