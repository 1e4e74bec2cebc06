package import Foundation
private import Dispatch

/// Where a child's standard input comes from, or an output goes.
package enum ChildStream {
    case nothing
    case file(String)
    /// Stays open here; the child gets a copy.
    case descriptor(Int32)
}

/// A child that ends with this process, whatever happens to it.
///
/// Not Foundation's `Process`: it takes a child that closes its inherited descriptors, as PulseAudio does, for one that ended,
/// and then waits for it on the thread that serves all others.
package final class ChildProcess {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package let pid: pid_t
    private var status: Int32?

    /// - Parameters:
    ///   - errors: nil: as `output`.
    ///   - obeys: it heeds permissions like anybody, also where the tests run as root. (Not as another user: what was built, and
    ///     the models, may lie where nobody else can look.)
    package init(
        _ arguments: [String], obeys: Bool = false, environment: [String: String] = [:], input: ChildStream = .nothing, output: ChildStream = .nothing,
        errors: ChildStream? = nil
    ) throws(Failure) {
        let without = "-dac_override,-dac_read_search"
        let limits = obeys && geteuid() == 0 ? ["--bounding-set", without, "--inh-caps", without] : []
        let all = ["/usr/bin/setpriv", "--pdeathsig", "KILL"] + limits + arguments
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
        let started = Nursery.shared.spawn(all, variables) { actions in
            input.attach(to: 0, O_RDONLY, &actions)
            output.attach(to: 1, O_WRONLY | O_CREAT | O_TRUNC, &actions)
            if let errors {
                errors.attach(to: 2, O_WRONLY | O_CREAT | O_TRUNC, &actions)
            } else {
                posix_spawn_file_actions_adddup2(&actions, 1, 2)
            }
        }
        guard started.status == 0 else { throw Failure(description: "posix_spawn \(all): \(String(cString: strerror(started.status)))") }
        pid = started.pid
    }

    deinit { end() }

    /// Waits for its end; its exit status, or 128 + the signal that ended it.
    @discardableResult
    package func wait() -> Int32 {
        if let status { return status }
        let final = Self.wait(for: pid)
        status = final
        return final
    }

    /// The same without holding up one of the few threads that tasks share.
    package func ended() async -> Int32 {
        if let status { return status }
        let pid = pid
        let final = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Self.wait(for: pid)) }
        }
        status = final
        return final
    }

    package func send(_ signal: Int32) {
        if status == nil { kill(pid, signal) }
    }

    package func end() {
        send(SIGKILL)
        wait()
    }

    /// Runs to the end and expects success.
    package static func run(_ arguments: [String], environment: [String: String] = [:]) throws(Failure) {
        let status = try ChildProcess(arguments, environment: environment).wait()
        guard status == 0 else { throw Failure(description: "\(arguments) ended with \(status)") }
    }

    private static func wait(for pid: pid_t) -> Int32 {
        var raw: Int32 = 0
        while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
        let signal = raw & 0x7f
        return signal == 0 ? raw >> 8 & 0xff : 128 + signal
    }
}

extension ChildStream {
    fileprivate func attach(to number: Int32, _ flags: Int32, _ actions: inout posix_spawn_file_actions_t) {
        switch self {
        case .nothing: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", flags & (O_RDONLY | O_WRONLY), 0)
        case .file(let path): posix_spawn_file_actions_addopen(&actions, number, path, flags, 0o600)
        case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, number)
        }
    }
}
