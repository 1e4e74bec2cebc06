import Foundation
import Testing

/// A child that ends with this process, whatever happens to it.
///
/// Not Foundation's `Process`: it takes a child that closes its inherited descriptors, as PulseAudio does, for one that ended,
/// and then waits for it on the thread that serves all others.
final class ChildProcess {
    private var pid: pid_t = 0
    private var status: Int32?

    init(_ arguments: [String], environment: [String: String] = [:], log: String = "/dev/null") throws {
        let all = ["/usr/bin/setpriv", "--pdeathsig", "KILL"] + arguments
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let result = withCStrings(all) { argv in
            withCStrings(variables) { posix_spawn(&pid, all[0], &actions, nil, argv, $0) }
        }
        try #require(result == 0, "posix_spawn \(all): \(String(cString: strerror(result)))")
    }

    deinit { end() }

    /// Waits for its end; its exit status, or 128 + the signal that ended it.
    @discardableResult
    func wait() -> Int32 {
        if let status { return status }
        var raw: Int32 = 0
        while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
        let signal = raw & 0x7f
        let final = signal == 0 ? raw >> 8 & 0xff : 128 + signal
        status = final
        return final
    }

    func end() {
        guard status == nil else { return }
        kill(pid, SIGKILL)
        wait()
    }

    /// Runs to the end and expects success.
    static func run(_ arguments: [String], environment: [String: String] = [:]) throws {
        let status = try ChildProcess(arguments, environment: environment).wait()
        try #require(status == 0, "\(arguments)")
    }
}

private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return body(&pointers)
}
