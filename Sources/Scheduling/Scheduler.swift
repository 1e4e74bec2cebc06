private import Dispatch
private import Foundation
package import Media
private import Synchronization

/// A few threads that run jobs in the order of `JobQueue`. Inference blocks these threads, never Swift's own pool.
package final class Scheduler: Sendable {
    package typealias Work = @Sendable () -> Void

    private struct State {
        var queue = JobQueue<Work>()
        var stopping = false
    }

    private let state = Mutex(State())
    private let available = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let workers: Int
    private let clock = MonotonicClock()

    /// - Parameter workers: jobs that run at the same time.
    package init(workers: Int) {
        self.workers = workers
        for index in 0..<workers {
            let thread = Thread { [self] in run() }
            thread.name = "taichu-work-\(index)"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    /// Queues work; it runs on a worker, to its end.
    ///
    /// - Parameter atLatest: when it goes before whatever else waits; nil: never.
    package func submit(_ lane: Lane, deadline: MediaInstant, atLatest: MediaInstant? = nil, _ work: @escaping Work) {
        state.withLock { $0.queue.push(work, lane: lane, deadline: deadline, atLatest: atLatest) }
        available.signal()
    }

    /// Jobs that wait.
    package var waiting: Int { state.withLock { $0.queue.count } }

    /// Lets running jobs finish, drops those that wait, and ends the threads.
    package func stop() {
        state.withLock { $0.stopping = true }
        for _ in 0..<workers { available.signal() }
        for _ in 0..<workers { ended.wait() }
    }

    private func run() {
        while true {
            available.wait()
            let next: Work? = state.withLock { $0.stopping ? nil : $0.queue.pop(at: clock.now()) }
            guard let next else {
                if state.withLock({ $0.stopping }) { break }
                continue
            }
            next()
        }
        ended.signal()
    }
}
