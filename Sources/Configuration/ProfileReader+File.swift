import Glibc

extension ProfileReader {
    /// A profile is a page of text; what is far larger is something else.
    private static let sizeLimit = 1 << 20

    static func contents(of path: String) throws(ProfileError) -> String {
        let bytes = try bytes(of: path)
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        throw ProfileError(code: .invalid, problems: [
            ProfileProblem(file: path, place: firstInvalidPlace(in: bytes), message: "this is not UTF-8; save the file in that encoding"),
        ])
    }

    private static func bytes(of path: String) throws(ProfileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let status = errno
            let hint =
                switch status {
                case ENOENT: "; name an existing profile, or write one with: taichu profile show"
                case EACCES: "; check who owns it and its permissions"
                default: ""
                }
            throw unreadable(path, "cannot be opened: \(String(cString: strerror(status)))\(hint)")
        }
        defer { close(descriptor) }

        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path, String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw unreadable(path, "this is a folder; expected a profile file, such as \(path)/live-subtitles.toml") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw unreadable(path, "this is no ordinary file; expected a profile file") }
        guard status.st_size <= sizeLimit else { throw unreadable(path, "\(status.st_size) bytes are too many for a profile; expected at most \(sizeLimit)") }

        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path, "cannot be read: \(String(cString: strerror(errno)))") }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    private static func unreadable(_ path: String, _ message: String) -> ProfileError {
        ProfileError(code: .unreadable, problems: [ProfileProblem(file: path, place: nil, message: message)])
    }

    /// Where the longest valid beginning ends.
    private static func firstInvalidPlace(in bytes: [UInt8]) -> TextPlace {
        var line = 1
        var column = 1
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            if scalar == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return TextPlace(line: line, column: column)
    }
}
