internal import Glibc

/// A listening Unix socket and the claim to its path.
///
/// Two daemons are kept apart by a lock on `PATH.lock`, which the kernel drops with the process that held it; so a path
/// left behind by a dead daemon is taken over without a race, and one in use is refused. The lock file stays: removing it
/// would let a third daemon lock a file that the second can no longer see.
struct ListeningSocket: Sendable {
    let descriptor: Int32
    let path: String
    private let lock: Int32
    private let device: UInt
    private let inode: UInt

    static func open(path: String, mode: mode_t) throws(ServingError) -> ListeningSocket {
        let lock = try claim(path)
        do throws(ServingError) {
            try clearAway(path)
            let descriptor = try bindAndListen(path, mode: mode)
            guard let status = FileStatus(of: path) else {
                _ = Glibc.close(descriptor)
                throw ServingError(.system, "the socket \(path) vanished right after it was made; is something cleaning its folder?")
            }
            return ListeningSocket(descriptor: descriptor, path: path, lock: lock, device: status.device, inode: status.inode)
        } catch {
            _ = Glibc.close(lock)
            throw error
        }
    }

    /// Removes the path, if it is still ours, and gives up the claim. The descriptor belongs to whoever serves on it.
    func release() {
        if let status = FileStatus(of: path), status.device == device, status.inode == inode { _ = unlink(path) }
        _ = Glibc.close(lock)
    }

    private static func claim(_ path: String) throws(ServingError) -> Int32 {
        let lockPath = path + ".lock"
        let opened = retrying { Glibc.open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600) }
        guard opened.result >= 0 else {
            throw ServingError(
                .system, "cannot make \(lockPath), which guards the socket: \(systemMessage(opened.errno)); choose a folder you may write to",
                status: opened.errno)
        }
        let locked = retrying { flock(opened.result, LOCK_EX | LOCK_NB) }
        guard locked.result == 0 else {
            let owner = readOwner(opened.result)
            _ = Glibc.close(opened.result)
            throw inUse(path, owner.map { " (process \($0))" } ?? "", status: locked.errno)
        }
        writeOwner(opened.result)
        return opened.result
    }

    private static func inUse(_ path: String, _ owner: String, status: Int32) -> ServingError {
        ServingError(
            .inUse, "a running daemon\(owner) already listens at \(path); use that one, end it, or choose another path (daemon.socket in the profile)",
            status: status)
    }

    /// Under the lock: removes a dead daemon's socket, refuses anything else that stands there.
    private static func clearAway(_ path: String) throws(ServingError) {
        guard let status = FileStatus(of: path) else { return }
        guard status.isSocket else {
            throw ServingError(.invalidPath, "\(path) exists and is no socket; remove it or choose another path (daemon.socket in the profile)")
        }
        // A server that does not know our lock may live there; a dead one's socket refuses.
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard probe >= 0 else { throw ServingError(.system, "cannot open a socket: \(systemMessage(errno))", status: errno) }
        defer { _ = Glibc.close(probe) }
        let connected = withSocketAddress(path) { address, length in retrying { connect(probe, address, length) } }
        guard connected.result == -1, connected.errno == ECONNREFUSED else {
            throw inUse(path, "", status: connected.errno)
        }
        let removed = retrying { unlink(path) }
        guard removed.result == 0 || removed.errno == ENOENT else {
            throw ServingError(.system, "cannot remove the socket of a dead daemon, \(path): \(systemMessage(removed.errno))", status: removed.errno)
        }
    }

    private static func bindAndListen(_ path: String, mode: mode_t) throws(ServingError) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ServingError(.system, "cannot open a socket: \(systemMessage(errno))", status: errno) }
        func fail(_ what: String, _ status: Int32) -> ServingError {
            _ = Glibc.close(descriptor)
            return ServingError(.system, "cannot \(what) \(path): \(systemMessage(status)); choose another path (daemon.socket in the profile)", status: status)
        }
        // bind makes the file with the descriptor's own mode, less the umask: so it is never more open than asked, not
        // even for a moment, and no other thread's files feel a changed umask.
        _ = fchmod(descriptor, mode)
        let bound = withSocketAddress(path) { address, length in retrying { bind(descriptor, address, length) } }
        guard bound.result == 0 else { throw fail("listen at", bound.errno) }
        // What the umask took away comes back here.
        let opened = retrying { chmod(path, mode) }
        guard opened.result == 0 else {
            _ = unlink(path)
            throw fail("set the mode of", opened.errno)
        }
        let listening = retrying { listen(descriptor, 128) }
        guard listening.result == 0 else {
            _ = unlink(path)
            throw fail("listen at", listening.errno)
        }
        return descriptor
    }

    private static func readOwner(_ lock: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = retrying { pread(lock, &bytes, bytes.count, 0) }.result
        return Int32(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 0x0A }, as: UTF8.self))
    }

    /// For the error message of the next daemon only; a failure to write costs nothing else.
    private static func writeOwner(_ lock: Int32) {
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(lock, 0)
        _ = retrying { pwrite(lock, text, text.count, 0) }
    }
}
