private import Glibc

/// A program that is run to its end. Ctrl-C reaches it, as it shares our terminal; this process waits for what it makes of that.
enum ChildCommand {
    enum Output { case ours, nothing, lines }

    struct Result {
        /// Its exit status, or 128 + the signal that ended it.
        var status: Int32
        /// Lines of its standard output (with `.lines`) and of its standard error output.
        var output: [String]
        var errors: [String]
    }

    struct Failure: Error {
        var description: String
    }

    static func run(_ arguments: [String], output: Output) throws(Failure) -> Result {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        // Files, not pipes: nothing has to be read while it runs.
        let said = output == .lines ? try capture() : -1
        let complained = try capture()
        defer {
            if said >= 0 { close(said) }
            close(complained)
        }
        switch output {
        case .ours: break
        case .nothing: posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        case .lines: posix_spawn_file_actions_adddup2(&actions, said, 1)
        }
        posix_spawn_file_actions_adddup2(&actions, complained, 2)

        // Ours to wait through, the child's to die of: it takes away what it left half done.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in [SIGINT, SIGQUIT, SIGPIPE] { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let before = [SIGINT, SIGQUIT].map { ($0, signal($0, SIG_IGN)) }
        defer { for (number, handler) in before { signal(number, handler) } }

        var pid: pid_t = 0
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        let status = posix_spawn(&pid, arguments[0], &actions, &attributes, &pointers, environ)
        guard status == 0 else { throw Failure(description: "cannot run \(arguments[0]): \(String(cString: strerror(status)))") }
        var raw: Int32 = 0
        while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
        let number = raw & 0x7f
        return Result(status: number == 0 ? raw >> 8 & 0xff : 128 + number, output: lines(said), errors: lines(complained))
    }

    /// A file without a name.
    private static func capture() throws(Failure) -> Int32 {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/taichu-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Failure(description: "cannot keep a program's output in \(folder): \(String(cString: strerror(errno)))") }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    private static func lines(_ descriptor: Int32) -> [String] {
        guard descriptor >= 0 else { return [] }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = pread(descriptor, &piece, piece.count, off_t(bytes.count))
            guard count > 0 else { break }
            bytes += piece[..<count]
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
