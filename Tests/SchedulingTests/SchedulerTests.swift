import Dispatch
import Glibc
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
            for (name, deadline) in [("last", 12), ("later", 9), ("sooner", 5)] {
                scheduler.submit(.speech, deadline: MediaInstant(nanoseconds: Int64(deadline))) {
                    let isLast = order.withLock { order in
                        order.append(name)
                        return order.count == 3
                    }
                    if isLast { done.resume() }
                }
            }
            gate.signal()
        }
        #expect(order.withLock { $0 } == ["sooner", "later", "last"])
        scheduler.stop()
    }

    /// A long look or a summary in the making never stands in the way of speech.
    @Test(arguments: [Lane.vision, .background])
    func speechDoesNotWaitForOthers(_ lane: Lane) async {
        let scheduler = Scheduler(workers: 1)
        let gate = DispatchSemaphore(value: 0)
        for _ in 0..<4 { scheduler.submit(lane, deadline: MediaInstant(nanoseconds: 0)) { gate.wait() } }
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            scheduler.submit(.speech, deadline: MediaInstant(nanoseconds: 1_000)) { done.resume() }
        }
        for _ in 0..<4 { gate.signal() }
        scheduler.stop()
    }

    @Test func whileAFinalIsUnderWayLooksStepFurtherBack() async {
        let scheduler = Scheduler(workers: 1)
        func niceness() async -> Int32 {
            await withCheckedContinuation { (done: CheckedContinuation<Int32, Never>) in
                scheduler.submit(.vision, deadline: MediaInstant(nanoseconds: 0)) { done.resume(returning: getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)) }
            }
        }
        let before = await niceness()
        scheduler.beginFinal()
        scheduler.beginFinal()
        let during = await niceness()
        scheduler.endFinal()
        let another = await niceness()
        scheduler.endFinal()
        let after = await niceness()
        #expect(during == before + 10 && another == during && after == before)
        scheduler.stop()
    }

    @Test func finalsAreUnderWayFromTheFirstToTheLast() {
        let scheduler = Scheduler(workers: 1)
        #expect(scheduler.finalSeconds == nil)
        scheduler.beginFinal()
        scheduler.beginFinal()
        scheduler.endFinal()
        #expect(scheduler.finalSeconds.map { $0 >= 0 } == true)
        scheduler.endFinal()
        #expect(scheduler.finalSeconds == nil)
        scheduler.stop()
    }

    /// The floor: a look whose last moment has come is done by who works for speech, and the speech that waited is done after it.
    @Test func whatIsOverdueIsDoneWithSpeech() async {
        let scheduler = Scheduler(workers: 1)
        let looking = DispatchSemaphore(value: 0)
        let hearing = DispatchSemaphore(value: 0)
        let order = Mutex([String]())
        // Both threads are held before the others come.
        for (lane, gate) in [(Lane.vision, looking), (.speech, hearing)] {
            await withCheckedContinuation { (held: CheckedContinuation<Void, Never>) in
                scheduler.submit(lane, deadline: MediaInstant(nanoseconds: 0)) {
                    held.resume()
                    gate.wait()
                }
            }
        }
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            scheduler.submit(.vision, deadline: MediaInstant(nanoseconds: 1), atLatest: MediaInstant(nanoseconds: 1)) { order.withLock { $0.append("look") } }
            scheduler.submit(.speech, deadline: MediaInstant(nanoseconds: 1)) {
                order.withLock { $0.append("hop") }
                done.resume()
            }
            hearing.signal()
        }
        #expect(order.withLock { $0 } == ["look", "hop"])
        looking.signal()
        scheduler.stop()
    }
}
