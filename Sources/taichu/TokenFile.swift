internal import Glibc
internal import View
internal import Wire

/// The secret part of the page's address where it shall stay the same: OBS keeps the addresses of its sources.
enum TokenFile {
    /// Reads it, or makes it where there is none.
    static func token(at path: String) throws(Failure) -> ViewToken {
        let made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if made >= 0 {
            defer { close(made) }
            let token = ViewToken()
            let text = "\(token)\n"
            guard write(made, text, text.utf8.count) == text.utf8.count else {
                let status = errno
                unlink(path)
                throw Failure(.inputOutput, "cannot write to \(path): \(String(cString: strerror(status)))")
            }
            return token
        }
        guard errno == EEXIST else { throw Failure(.cannotCreate, "cannot make \(path): \(String(cString: strerror(errno))); choose another file with --token-file") }
        return try read(path)
    }

    private static func read(_ path: String) throws(Failure) -> ViewToken {
        // Without waiting: whatever stands there might be a pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Failure(.noInput, "cannot read \(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw Failure(.badData, "\(path) is no plain file; --token-file keeps 32 letters and digits in one") }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(.noPermission, "\(path) can be read by others, so it keeps no secret; remove it, or run: chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        guard let token = ViewToken(text.last == "\n" ? String(text.dropLast()) : text) else {
            throw Failure(.badData, "\(path) holds no token: 16 to 128 letters and digits on one line; remove it, and a new one is made")
        }
        return token
    }
}
