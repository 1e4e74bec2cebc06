import Dispatch
import Media
import Scheduling
import Synchronization
import Testing

struct SchedulerTests {
    @Test func everyJobRunsOnce() async {
        let scheduler = Scheduler(workers: 2)
        let ran = Mutex([Int: Int]())
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            for number in 0..<200 {
                scheduler.submit(.speech, deadline: MediaInstant(nanoseconds: Int64(number))) {
                    let isLast = ran.withLock { ran in
                        ran[number, default: 0] += 1
                        return ran.count == 200
                    }
                    if isLast { done.resume() }
                }
            }
        }
        #expect(ran.withLock { ran in ran.values.allSatisfy { $0 == 1 } })
        scheduler.stop()
    }

    @Test func waitingJobsRunByDeadline() async {
        let scheduler = Scheduler(workers: 1)
        let gate = DispatchSemaphore(value: 0)
        let order = Mutex([String]())
        // One job holds the only worker until the others wait.
        scheduler.submit(.speech, deadline: MediaInstant(nanoseconds: 0)) { gate.wait() }
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            for (name, lane, deadline) in [("summary", Lane.background, 1), ("later", .speech, 9), ("sooner", .speech, 5)] {
                scheduler.submit(lane, deadline: MediaInstant(nanoseconds: Int64(deadline))) {
                    let isLast = order.withLock { order in
                        order.append(name)
                        return order.count == 3
                    }
                    if isLast { done.resume() }
                }
            }
            gate.signal()
        }
        #expect(order.withLock { $0 } == ["sooner", "later", "summary"])
        scheduler.stop()
    }
}
