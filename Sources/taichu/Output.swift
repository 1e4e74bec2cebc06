internal import Glibc
internal import Wire

/// Where captions go: a file or a descriptor. Every byte is written or the failure is told.
final class Output: Sendable {
    private let descriptor: Int32
    private let name: String
    private let isOwned: Bool

    static let standardOutput = Output(descriptor: 1, name: "the standard output", isOwned: false)
    static let standardError = Output(descriptor: 2, name: "the standard error output", isOwned: false)

    private init(descriptor: Int32, name: String, isOwned: Bool) {
        self.descriptor = descriptor
        self.name = name
        self.isOwned = isOwned
    }

    /// Makes or empties the file at `path`; the standard output for nil and `-`.
    static func open(_ path: String?) throws(Failure) -> Output {
        guard let path, path != "-" else {
            // Better now than after minutes of work.
            if fcntl(1, F_GETFL) & O_ACCMODE == O_RDONLY { throw standardOutput.isClosed }
            return standardOutput
        }
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "cannot write to \(path): \(String(cString: strerror(errno))); choose another file with --output")
        }
        return Output(descriptor: descriptor, name: path, isOwned: true)
    }

    deinit {
        if isOwned { close(descriptor) }
    }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    func write(_ text: String) throws(Failure) {
        var text = text
        try finish(text.withUTF8 { send(UnsafeRawBufferPointer($0)) })
    }

    func write(_ bytes: [UInt8]) throws(Failure) {
        try finish(bytes.withUnsafeBytes { send($0) })
    }

    /// Writes all of it; what stopped it, or 0.
    private func send(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, rest.baseAddress!, rest.count)
            if written >= 0 {
                rest = rest[(rest.startIndex + written)...]
                continue
            }
            if errno == EINTR { continue }
            if errno == EAGAIN {
                // Somebody shares the descriptor and made it non-blocking.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, -1)
                continue
            }
            return errno
        }
        return 0
    }

    private func finish(_ status: Int32) throws(Failure) {
        if status == EBADF { throw isClosed }
        if status == EPIPE { throw Failure(.inputOutput, "whoever read \(name) has closed it") }
        if status != 0 { throw Failure(.inputOutput, "cannot write to \(name): \(String(cString: strerror(status)))") }
    }

    private var isClosed: Failure { Failure(.inputOutput, "\(name) is closed, so nothing can be written there; lead it to a terminal, a file or a pipe") }

    /// The terminal's size, nil when this is none.
    var size: (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate var baseAddress: UnsafeRawPointer? { base.baseAddress.map { $0 + startIndex } }
}
