import Media
import Rings
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// Two real threads on one ring, each as fast as it can.
@Suite(.timeLimit(.minutes(10))) struct AudioRingThreadsTests {
    /// The producer never waits: what is lost is lost, but every sample that arrives stands at its place.
    @Test func millionsOfSamplesKeepTheirPlacesWhateverIsLost() {
        let total: UInt64 = 20_000_000
        let ring = AudioRing(capacityFrames: 4096)
        var consumer = ring.takeConsumer()
        let thread = TestThread {
            var producer = ring.takeProducer()
            var samples = [Float](repeating: 0, count: 512)
            var length = 1
            while producer.position < total {
                let start = producer.position
                for index in 0..<length { samples[index] = value(at: start + UInt64(index)) }
                samples.withUnsafeBufferPointer {
                    producer.write(UnsafeBufferPointer(rebasing: $0[0..<length]), capturedAt: time(of: start))
                }
                length = length % 512 + 1
            }
            producer.close()
        }
        var next: UInt64 = 0
        var heard: UInt64 = 0
        var lost: UInt64 = 0
        var wrong = 0
        while !consumer.isFinished {
            guard let block = consumer.read(maximumFrames: 333) else {
                _ = ring.waitForDoorbell(seconds: 1)
                continue
            }
            next += block.lostFramesBefore
            lost += block.lostFramesBefore
            if block.position != next { wrong += 1 }
            if !block.samples.isEmpty, block.capturedAt != time(of: next) { wrong += 1 }
            for (index, sample) in block.samples.enumerated() where sample != value(at: next + UInt64(index)) { wrong += 1 }
            next += UInt64(block.samples.count)
            heard += UInt64(block.samples.count)
        }
        thread.join()
        #expect(wrong == 0)
        #expect(next >= total)
        #expect(ring.totals == AudioRing.Totals(written: heard, lost: lost, nonFinite: 0))
    }

    /// The producer waits for space: nothing is lost.
    @Test func aWaitingProducerLosesNothing() {
        let total: UInt64 = 5_000_000
        let ring = AudioRing(capacityFrames: 1024)
        var consumer = ring.takeConsumer()
        let thread = TestThread {
            var producer = ring.takeProducer()
            let samples = [Float](repeating: 0.5, count: 700)
            while producer.position < total, producer.waitForSpace(frames: 700) {
                samples.withUnsafeBufferPointer { producer.write($0, capturedAt: time(of: producer.position)) }
            }
        }
        var heard: UInt64 = 0
        while !consumer.isFinished {
            if let block = consumer.read(maximumFrames: 100) {
                heard += UInt64(block.samples.count)
            } else {
                _ = ring.waitForDoorbell(seconds: 1)
            }
        }
        thread.join()
        #expect(heard >= total)
        #expect(ring.totals.lost == 0)
    }

    @Test func cancelWaitingEndsAWait() {
        let ring = AudioRing(capacityFrames: 8)
        let outcome = Atomic(0)
        let thread = TestThread {
            var producer = ring.takeProducer()
            producer.write([1, 2, 3, 4, 5, 6, 7, 8], at: 0)
            outcome.store(producer.waitForSpace(frames: 1) ? 1 : 2, ordering: .relaxed)
        }
        ring.cancelWaiting()
        thread.join()
        #expect(outcome.load(ordering: .relaxed) == 2)
    }
}

/// A float that tells positions apart, exact below 2²⁴.
private func value(at position: UInt64) -> Float { Float(position % 16_777_213) }

/// A pthread that runs one closure.
private final class TestThread {
    private var handle = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        let launch = Unmanaged.passRetained(TestThreadBody(body))
        pthread_create(&handle, nil, runTestThread, launch.toOpaque())
    }

    func join() { pthread_join(handle, nil) }
}

private final class TestThreadBody: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func runTestThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    argument.map { Unmanaged<TestThreadBody>.fromOpaque($0).takeRetainedValue().body() }
    return nil
}
