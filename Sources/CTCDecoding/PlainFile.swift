private import Glibc

/// Reads an ordinary file as a whole, with one clear line for everything else that a path can name.
enum PlainFile {
    /// - Parameters:
    ///   - kind: what the file should be, as it stands in messages: "hot-word file".
    ///   - limit: bytes that a file of this kind never exceeds.
    static func bytes(_ path: String, kind: String, limit: Int) throws(CTCError) -> [UInt8] {
        // A fifo must not make the open wait.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw CTCError(code: .unreadable, "\(path): the \(kind) cannot be opened: \(String(cString: strerror(errno))); name an existing file")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw CTCError(code: .unreadable, "\(path): this is no ordinary file; expected a \(kind)")
        }
        guard status.st_size <= limit else {
            throw CTCError(code: .unreadable, "\(path): \(status.st_size) bytes are too many for a \(kind); expected at most \(limit)")
        }
        let size = Int(status.st_size)
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while filled < size {
                let count = read(descriptor, buffer.baseAddress! + filled, size - filled)
                if count < 0, errno == EINTR { continue }
                if count < 0 { failure = errno }
                guard count > 0 else { return }
                filled += count
            }
        }
        guard failure == 0 else {
            throw CTCError(code: .unreadable, "\(path): the \(kind) cannot be read: \(String(cString: strerror(failure)))")
        }
        return bytes
    }
}
