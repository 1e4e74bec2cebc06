package import Glibc

/// Where a server listens.
package enum Endpoint: Equatable, Sendable {
    /// A socket of its own at this path, with these permission bits.
    case path(String, mode: mode_t)
    /// A listening socket that systemd opened and handed over.
    case activated(descriptor: Int32)
}

/// systemd's socket activation (`sd_listen_fds(3)`).
package enum SocketActivation {
    private static let firstDescriptor: Int32 = 3

    /// The socket handed to this process, nil when there is none.
    package static func endpoint(environment: [String: String], process: Int32 = getpid()) throws(ServingError) -> Endpoint? {
        guard let count = handedOver(environment: environment, process: process) else { return nil }
        guard count == 1 else {
            throw ServingError(.invalidPath, "systemd handed over \(count) sockets, one was expected; keep one ListenStream in taichu.socket")
        }
        guard isListeningUnixStream(firstDescriptor) else {
            throw ServingError(
                .invalidPath, "what systemd handed over is no listening Unix stream socket; taichu.socket needs ListenStream= with a path")
        }
        // Children must not inherit it.
        _ = retrying { fcntl(firstDescriptor, F_SETFD, FD_CLOEXEC) }
        return .activated(descriptor: firstDescriptor)
    }

    /// How many descriptors the environment announces for this very process.
    static func handedOver(environment: [String: String], process: Int32) -> Int? {
        guard let owner = environment["LISTEN_PID"], Int32(owner) == process,
            let text = environment["LISTEN_FDS"], let count = Int(text), count > 0
        else { return nil }
        return count
    }

    static func isListeningUnixStream(_ descriptor: Int32) -> Bool {
        func option(_ name: Int32) -> Int32? {
            var value: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            return getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
        }
        return option(SO_DOMAIN) == AF_UNIX && option(SO_TYPE) == Int32(SOCK_STREAM.rawValue) && option(SO_ACCEPTCONN) == 1
    }
}
