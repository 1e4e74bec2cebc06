internal import Glibc

/// A media file as 16 kHz mono samples, through the library that knows it.
enum FileReader {
    case sound(SoundFileReader)
    case media(MediaFileReader)

    private static let headerBytes = 65_536

    init(path: String) throws(CaptureError) {
        let (start, size) = try Self.look(at: path)
        if let reader = try SoundFileReader(path: path, start: start, fileBytes: size) {
            guard !reader.isEmpty else {
                throw CaptureError(
                    code: .reconfigure, operation: "sf_open", status: 0,
                    message: "\(path) holds no sound (0 samples); expected at least one")
            }
            self = .sound(reader)
        } else {
            self = .media(try MediaFileReader(path: path, name: path))
        }
    }

    var duration: Double? {
        switch self {
        case .sound(let reader): reader.duration
        case .media(let reader): reader.duration
        }
    }

    var detail: String {
        switch self {
        case .sound(let reader): reader.detail
        case .media(let reader): reader.detail
        }
    }

    var nonFinite: UInt64 {
        switch self {
        case .sound(let reader): reader.nonFinite
        case .media(let reader): reader.nonFinite
        }
    }

    /// The next samples, valid until the next call; empty ones do not mean the end, nil does.
    func next() throws(CaptureError) -> UnsafeBufferPointer<Float>? {
        switch self {
        case .sound(let reader): reader.next()
        case .media(let reader): try reader.next()
        }
    }

    /// One line about what the file lacks; to be asked at the end.
    var complaint: String? {
        switch self {
        case .sound(let reader):
            reader.missingSeconds > 0.01
                ? "it is cut short: \(formatted(reader.missingSeconds)) s that its header promises are missing" : nil
        case .media(let reader): reader.complaint
        }
    }

    /// The file's first bytes and its length, or one line about why it cannot be read.
    private static func look(at path: String) throws(CaptureError) -> ([UInt8], Int) {
        func problem(_ operation: String, _ status: Int32, _ message: String) -> CaptureError {
            CaptureError(code: .reconfigure, operation: operation, status: Int(status), message: message)
        }
        guard !path.isEmpty else { throw problem("open", ENOENT, "no media file was named; expected a path") }
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            let status = errno
            throw problem("stat", status, "\(path): \(reason(status)); name a media file that exists")
        }
        guard facts.st_mode & S_IFMT != S_IFDIR else {
            throw problem("stat", EISDIR, "\(path) is a folder; name a media file in it")
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let status = errno
            throw problem("open", status, "\(path) cannot be read: \(reason(status)); check who owns it and its permissions")
        }
        defer { close(descriptor) }
        guard facts.st_mode & S_IFMT == S_IFREG else { return ([], 0) }
        guard facts.st_size > 0 else {
            throw problem("stat", 0, "\(path) is empty (0 bytes); expected a media file")
        }
        var start = [UInt8](repeating: 0, count: min(headerBytes, Int(facts.st_size)))
        let count = read(descriptor, &start, start.count)
        guard count >= 0 else {
            let status = errno
            throw problem("read", status, "\(path) cannot be read: \(reason(status))")
        }
        return (Array(start.prefix(count)), Int(facts.st_size))
    }
}

/// The system's words for an errno.
func reason(_ status: Int32) -> String { String(cString: strerror(status)) }

/// Seconds with two decimals.
func formatted(_ seconds: Double) -> String {
    let hundredths = Int((seconds * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
}
