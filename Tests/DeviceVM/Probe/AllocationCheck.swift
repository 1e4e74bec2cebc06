internal import Capture
internal import Glibc
internal import Media
internal import Rings

/// Run under the preloaded counter of `call-counter.c`: prints what the capture step allocates and locks.
enum AllocationCheck {
    static func run() {
        guard let allocations = counter("taichu_allocations"), let locks = counter("taichu_locks") else {
            say("error=no counter is preloaded")
            exit(1)
        }
        let block = [Float](repeating: 0.25, count: 320)
        let ring = AudioRing(capacityFrames: 16_000)
        var consumer = ring.takeConsumer()
        let sink = CaptureSink(ring: ring)
        block.withUnsafeBufferPointer { samples in
            // The first round may set up what the language keeps for good.
            step(sink, samples, 0)
            let before = allocations()
            let locksBefore = locks()
            // 50 blocks fill the ring, 950 are lost: both ways must be free.
            for index in 1...1000 { step(sink, samples, index) }
            let after = allocations()
            let locksAfter = locks()
            say("step_allocations=\(after - before) step_locks=\(locksAfter - locksBefore)")
            // The counter must see what is there: reading makes an array.
            let beforeReading = allocations()
            let read = consumer.read(maximumFrames: 320)
            let afterReading = allocations()
            say("read_allocations=\(afterReading - beforeReading) read_frames=\(read?.samples.count ?? 0)")
        }
        say("lost=\(ring.totals.lost)")
    }

    @inline(never)
    private static func step(_ sink: CaptureSink, _ samples: UnsafeBufferPointer<Float>, _ index: Int) {
        sink.deliver(samples, stamp: MediaInstant(nanoseconds: Int64(index) * 20_000_000))
        if index % 100 == 0 { sink.skip(frames: 5) }
    }
}
