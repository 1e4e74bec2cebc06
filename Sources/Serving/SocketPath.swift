internal import Glibc

/// Where the daemon listens and its clients look.
package enum SocketPath {
    /// `sun_path` holds 108 bytes, the last of them a zero.
    package static let maximumBytes = 107
    /// The system service's socket (see `Systemd/taichu.socket`).
    package static let systemService = "/run/taichu/taichu.sock"

    /// The path a daemon binds: `explicit`, or the user's own; makes and checks the folder under `/tmp` where it comes to that.
    package static func forServer(
        explicit: String, environment: [String: String], user: UInt32 = getuid()
    ) throws(ServingError) -> String {
        let path = choose(explicit: explicit, environment: environment, user: user)
        try check(path)
        if explicit.isEmpty, path == fallback(user: user) { try makePrivateFolder(fallbackFolder(user: user), user: user) }
        return path
    }

    /// The path a client connects to: as the server's, or the system service's socket where only that one is there.
    package static func forClient(
        explicit: String, environment: [String: String], user: UInt32 = getuid()
    ) throws(ServingError) -> String {
        let path = choose(explicit: explicit, environment: environment, user: user)
        try check(path)
        guard explicit.isEmpty else { return path }
        if FileStatus(of: path) == nil, FileStatus(of: systemService)?.isSocket == true { return systemService }
        if path == fallback(user: user), let folder = FileStatus(of: fallbackFolder(user: user)) {
            // Anybody may make a folder of this name; a stranger's daemon must not be taken for ours.
            try checkPrivate(folder, fallbackFolder(user: user), user: user)
        }
        return path
    }

    static func choose(explicit: String, environment: [String: String], user: UInt32) -> String {
        if !explicit.isEmpty { return explicit }
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") { return "\(runtime)/taichu.sock" }
        let usual = "/run/user/\(user)"
        if let folder = FileStatus(of: usual), folder.isDirectory, folder.owner == user { return "\(usual)/taichu.sock" }
        return fallback(user: user)
    }

    private static func fallbackFolder(user: UInt32) -> String { "/tmp/taichu-\(user)" }
    private static func fallback(user: UInt32) -> String { "\(fallbackFolder(user: user))/taichu.sock" }

    private static func check(_ path: String) throws(ServingError) {
        guard path.utf8.count <= maximumBytes else {
            throw ServingError(
                .invalidPath,
                "the socket path \(path) has \(path.utf8.count) bytes, a Unix socket's may have \(maximumBytes); choose a shorter one (daemon.socket in the profile, or --socket)")
        }
        guard !path.utf8.contains(0) else {
            throw ServingError(.invalidPath, "the socket path \(path.debugDescription) holds a zero byte; choose another")
        }
    }

    private static func makePrivateFolder(_ path: String, user: UInt32) throws(ServingError) {
        let made = retrying { mkdir(path, 0o700) }
        guard made.result == 0 || made.errno == EEXIST else {
            throw ServingError(.system, "cannot make \(path) for the socket: \(systemMessage(made.errno))", status: made.errno)
        }
        guard let folder = FileStatus(of: path) else {
            throw ServingError(.system, "\(path) vanished while the socket was being made; try again")
        }
        try checkPrivate(folder, path, user: user)
    }

    private static func checkPrivate(_ folder: FileStatus, _ path: String, user: UInt32) throws(ServingError) {
        guard folder.isDirectory, folder.owner == user, folder.permissions & 0o077 == 0 else {
            throw ServingError(
                .invalidPath,
                "\(path) should be a folder of user \(user) with mode 0700, but is not; remove it, or set XDG_RUNTIME_DIR or a socket path")
        }
    }
}
