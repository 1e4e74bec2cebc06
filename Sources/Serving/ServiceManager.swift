internal import Glibc

/// What systemd wants to know of a service (`sd_notify(3)`): a datagram to the socket that it names in the environment.
package enum ServiceManager {
    /// "READY=1", "STOPPING=1". Nothing happens where nobody asked, and nothing is lost when it cannot be told: systemd's own time
    /// limit then says so.
    package static func tell(_ state: String, environment: [String: String]) {
        guard let name = environment["NOTIFY_SOCKET"], let first = name.utf8.first, name.utf8.count <= SocketPath.maximumBytes else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { _ = Glibc.close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { field in
            field.copyBytes(from: name.utf8)
            // An abstract name begins with a zero and has no other end than its length.
            if first == UInt8(ascii: "@") { field[0] = 0 }
        }
        let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)! + name.utf8.count
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                retrying { sendto(descriptor, state, state.utf8.count, Int32(MSG_NOSIGNAL), address, socklen_t(length)) }
            }
        }
    }
}
