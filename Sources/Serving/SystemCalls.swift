internal import Glibc

/// A system call's outcome with its errno read at once, and EINTR tried again.
func retrying<Result: FixedWidthInteger>(_ call: () -> Result) -> (result: Result, errno: Int32) {
    while true {
        let result = call()
        if result != -1 { return (result, 0) }
        let status = errno
        if status != EINTR { return (result, status) }
    }
}

/// The system's words for an errno ("Permission denied"). Since 2.32 glibc keeps the text in a buffer of the thread's own.
func systemMessage(_ status: Int32) -> String {
    String(cString: strerror(status))
}

/// What stands at a path: nil when nothing does.
struct FileStatus {
    var isSocket: Bool
    var isDirectory: Bool
    var owner: UInt32
    var permissions: UInt32
    var device: UInt
    var inode: UInt

    init?(of path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        let kind = status.st_mode & S_IFMT
        isSocket = kind == S_IFSOCK
        isDirectory = kind == S_IFDIR
        owner = status.st_uid
        permissions = status.st_mode & 0o7777
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }
}

/// A socket address for `path`, which must have been checked for length.
func withSocketAddress<Result>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { field in
        field.copyBytes(from: path.utf8.prefix(SocketPath.maximumBytes))
    }
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
}
