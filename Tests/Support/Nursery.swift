private import Dispatch
internal import Foundation
private import Synchronization

/// The one thread that starts children. The kernel sends a child its death signal when the *thread* that started it ends, and
/// those of Dispatch and of Swift's tasks come and go.
final class Nursery: Sendable {
    static let shared = Nursery()

    private let waiting = Mutex<[@Sendable () -> Void]>([])
    private let work = DispatchSemaphore(value: 0)

    private init() {
        Thread { [self] in
            while true {
                work.wait()
                waiting.withLock { $0.removeFirst() }()
            }
        }.start()
    }

    func spawn(
        _ arguments: [String], _ variables: [String], _ prepare: (inout posix_spawn_file_actions_t) -> Void
    ) -> (pid: pid_t, status: Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        prepare(&actions)
        // SAFETY: used by the nursery's thread alone until `done` is signalled; this one waits for that.
        nonisolated(unsafe) let prepared = actions
        let answer = Answer()
        let job: @Sendable () -> Void = {
            var prepared = prepared
            var pid: pid_t = 0
            let status = withCStrings(arguments) { argv in
                withCStrings(variables) { posix_spawn(&pid, arguments[0], &prepared, nil, argv, $0) }
            }
            answer.result.withLock { $0 = (pid, status) }
            answer.isThere.signal()
        }
        waiting.withLock { $0.append(job) }
        work.signal()
        answer.isThere.wait()
        return answer.result.withLock { $0 }
    }

    private final class Answer: Sendable {
        let result = Mutex<(pid: pid_t, status: Int32)>((0, 0))
        let isThere = DispatchSemaphore(value: 0)
    }
}

private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return body(&pointers)
}
