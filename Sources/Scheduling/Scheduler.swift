private import CLinux
private import Dispatch
private import Foundation
package import Media
private import Synchronization

/// Threads that run jobs in the order of `JobQueue`. Inference blocks these threads, never Swift's own pool.
///
/// Each lane has threads of its own. An inference cannot be broken off, so a look at a picture on a thread that speech wants would hold up a caption for its whole length; on a thread
/// of a lower priority the kernel takes the processor away from it within a millisecond.
package final class Scheduler: Sendable {
    package typealias Work = @Sendable () -> Void

    private struct State {
        var queue = JobQueue<Work>()
        var stopping = false
        /// Finals under way, and since when there have been some.
        var finals = 0
        var finalSince: MediaInstant?
    }

    private let state = Mutex(State())
    /// Counts jobs of a lane that nobody has taken up.
    private let available = Lane.allCases.map { _ in DispatchSemaphore(value: 0) }
    private let ended = DispatchSemaphore(value: 0)
    private let threads: [Lane]
    private let clock = MonotonicClock()

    /// - Parameter workers: jobs of speech that run at the same time, and looks at pictures.
    package init(workers: Int) {
        threads = Lane.allCases.flatMap { lane in [Lane](repeating: lane, count: lane == .background ? 1 : workers) }
        for (index, lane) in threads.enumerated() {
            let thread = Thread { [self] in
                taichu_lower_priority(lane.niceness)
                run(lane)
            }
            thread.name = "taichu-work-\(index)"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    /// Queues work; it runs on a worker, to its end.
    ///
    /// - Parameter atLatest: when it goes before speech; nil: never.
    package func submit(_ lane: Lane, deadline: MediaInstant, atLatest: MediaInstant? = nil, _ work: @escaping Work) {
        let lane = state.withLock { state in
            let lane = lane == .vision && state.finals > 0 ? .visionBehind : lane
            state.queue.push(work, lane: lane, deadline: deadline, atLatest: atLatest)
            return lane
        }
        available[lane.rawValue].signal()
    }

    /// A final is under way until `endFinal`: looks that begin meanwhile step further back. People wait for it, both passes want a core then, and a look takes its part of both.
    package func beginFinal() {
        let now = clock.now()
        state.withLock { state in
            state.finals += 1
            state.finalSince = state.finalSince ?? now
        }
    }

    package func endFinal() {
        state.withLock { state in
            state.finals -= 1
            if state.finals == 0 { state.finalSince = nil }
        }
    }

    /// How many seconds finals have been under way without a pause; nil where none is.
    package var finalSeconds: Double? { state.withLock { $0.finalSince }.map { clock.now().seconds(since: $0) } }

    /// Jobs that wait.
    package var waiting: Int { state.withLock { $0.queue.count } }

    /// Lets running jobs finish, drops those that wait, and ends the threads.
    package func stop() {
        state.withLock { $0.stopping = true }
        for lane in threads { available[lane.rawValue].signal() }
        for _ in threads { ended.wait() }
    }

    private func run(_ lane: Lane) {
        while true {
            available[lane.rawValue].wait()
            let next = state.withLock { $0.stopping ? nil : $0.queue.pop(at: clock.now(), for: lane) }
            guard let next else {
                if state.withLock({ $0.stopping }) { break }
                // Who works for speech has done it.
                continue
            }
            // The job that this wake-up was for still waits.
            if next.lane != lane { available[lane.rawValue].signal() }
            next.work()
        }
        ended.signal()
    }
}

extension Lane {
    /// How far a thread of the lane steps back for the others (`nice`): at 5 a third of the weight, at 10 a tenth, at 15 a thirtieth.
    ///
    /// A thread may step back but, without privileges, never forward again: so looks behind a final have threads of their own.
    fileprivate var niceness: Int32 {
        switch self {
        case .speech: 0
        case .vision: 5
        case .visionBehind: 15
        case .background: 10
        }
    }
}
