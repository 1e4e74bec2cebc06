import Media
import Rings
import Testing

/// What a ring promises, one promise a test.
@Suite struct AudioRingTests {
    @Test func samplesComeOutInOrderAcrossTheEndOfTheStorage() throws {
        let ends = RingEnds(capacityFrames: 8)
        for round in 0..<20 {
            let samples = (0..<5).map { Float(round * 5 + $0) }
            ends.write(samples, at: UInt64(round * 5))
            let block = try #require(ends.read(8))
            #expect(block.samples == samples)
            #expect(block.position == UInt64(round * 5))
            #expect(block.lostFramesBefore == 0)
        }
        #expect(ends.read(8) == nil)
    }

    /// Whatever the lengths of writes and reads, the same samples come out at the same positions and times.
    @Test(arguments: 1...17)
    func everySplitOfWritesAndReadsGivesTheSame(writeFrames: Int) throws {
        for readFrames in 1...17 {
            let ends = RingEnds(capacityFrames: 64)
            var written: UInt64 = 0
            var read: UInt64 = 0
            while read < 500 {
                while ends.ring.waitingFrames + writeFrames <= 64, written < 500 {
                    ends.write((0..<writeFrames).map { Float(written + UInt64($0)) }, at: written)
                    written += UInt64(writeFrames)
                }
                let block = try #require(ends.read(readFrames))
                #expect(block.position == read)
                #expect(block.samples == block.samples.indices.map { Float(read + UInt64($0)) })
                #expect(block.capturedAt == time(of: read))
                read += UInt64(block.samples.count)
            }
        }
    }

    @Test func whatFindsNoRoomIsCountedAndTheGapStandsInItsPlace() throws {
        let ends = RingEnds(capacityFrames: 16)
        ends.write((0..<20).map(Float.init), at: 0)
        ends.write([100, 101], at: 20)
        #expect(ends.ring.totals == AudioRing.Totals(written: 16, lost: 6, nonFinite: 0))
        #expect(ends.read(100)?.samples == (0..<16).map(Float.init))
        ends.write([22, 23], at: 22)
        let block = try #require(ends.read(100))
        #expect(block.samples == [22, 23])
        #expect(block.position == 22)
        #expect(block.lostFramesBefore == 6)
        #expect(block.lossCause == .overrun)
        #expect(block.capturedAt == time(of: 22))
    }

    @Test func aBlockNeverSpansALossThatTheDeviceReports() throws {
        let ends = RingEnds(capacityFrames: 64)
        ends.write([0, 1, 2], at: 0)
        ends.reportLoss(frames: 10, cause: .device)
        ends.reportLoss(frames: 100, cause: .disconnected)
        ends.write([113, 114], at: 113)
        ends.write([115], at: 115)
        #expect(ends.availableFrames == 6)
        #expect(ends.read(64)?.samples == [0, 1, 2])
        let block = try #require(ends.read(64))
        #expect(block.samples == [113, 114, 115])
        #expect(block.position == 113)
        #expect(block.lostFramesBefore == 110)
        #expect(block.lossCause == .disconnected)
        // A loss is told once.
        ends.write([116], at: 116)
        #expect(ends.read(64)?.lostFramesBefore == 0)
    }

    @Test func timesFollowTheStampsOfTheWrites() throws {
        let ends = RingEnds(capacityFrames: 1024)
        // The device's clock runs a little fast, then jumps.
        ends.write([Float](repeating: 0, count: 160), capturedAt: 1_000_000)
        ends.write([Float](repeating: 0, count: 160), capturedAt: 10_900_000)
        ends.write([Float](repeating: 0, count: 160), capturedAt: 50_000_000)
        let times = (0..<5).map { _ in ends.read(100)?.capturedAt.nanoseconds }
        let frame: Int64 = 62_500
        #expect(times == [
            1_000_000, 1_000_000 + 100 * frame, 10_900_000 + 40 * frame, 10_900_000 + 140 * frame, 50_000_000 + 80 * frame,
        ])
    }

    /// More one-frame writes with losses between them than there are marks: the rest counts as lost, and nothing goes astray.
    @Test func moreGapsThanTheRingCanMarkBecomeOneGap() throws {
        let ends = RingEnds(capacityFrames: 8192)
        for index in 0..<4000 {
            ends.write([Float(2 * index)], at: UInt64(2 * index))
            ends.reportLoss(frames: 1)
        }
        var last: Float = -1
        var heard = 0
        while let block = ends.read(64) {
            #expect(block.samples == [Float(block.position)])
            last = block.samples[0]
            heard += 1
        }
        ends.write([8000], at: 8000)
        let block = try #require(ends.read(64))
        #expect(block.samples == [8000])
        #expect(block.position == 8000)
        #expect(block.lostFramesBefore == UInt64(8000 - Int(last) - 1))
        #expect(ends.ring.totals.written == UInt64(heard + 1))
        #expect(ends.ring.totals.written + ends.ring.totals.lost == 8001)
    }

    @Test func samplesThatAreNoNumbersBecomeSilenceAndAreCounted() throws {
        let ends = RingEnds(capacityFrames: 16)
        ends.write([1, .nan, -1, .infinity, -.infinity, .signalingNaN, 1e38], at: 0)
        #expect(ends.read(16)?.samples == [1, 0, -1, 0, 0, 0, 1e38])
        #expect(ends.ring.totals.nonFinite == 4)
    }

    @Test func aClosedRingIsFinishedWhenItIsEmpty() throws {
        let ends = RingEnds(capacityFrames: 16)
        ends.write([1, 2], at: 0)
        ends.close()
        ends.write([3], at: 2)
        #expect(!ends.isFinished)
        #expect(ends.read(16)?.samples == [1, 2])
        #expect(ends.isFinished)
        #expect(ends.read(16) == nil)
    }

    @Test func aLossBeforeTheEndIsToldByABlockWithoutSamples() throws {
        let ends = RingEnds(capacityFrames: 2)
        ends.write([1, 2, 3, 4], at: 0)
        ends.close()
        #expect(ends.read(16)?.samples == [1, 2])
        #expect(!ends.isFinished)
        let end = try #require(ends.read(16))
        #expect(end.samples.isEmpty)
        #expect(end.position == 4)
        #expect(end.lostFramesBefore == 2)
        #expect(ends.isFinished)
        #expect(ends.read(16) == nil)
    }

    @Test func aProducerThatGoesAwayClosesTheRing() {
        let ring = AudioRing(capacityFrames: 16)
        let consumer = ring.takeConsumer()
        do { _ = ring.takeProducer() }
        let finished = consumer.isFinished
        #expect(finished)
    }

    @Test func theDoorbellRingsAtWritesAndAtTheEnd() {
        let ring = AudioRing(capacityFrames: 16)
        var producer = ring.takeProducer()
        #expect(!ring.waitForDoorbell(seconds: 0))
        producer.write([1], at: 0)
        #expect(ring.waitForDoorbell(seconds: 0))
        #expect(!ring.waitForDoorbell(seconds: 0))
        producer.close()
        #expect(ring.waitForDoorbell(seconds: 0))
    }

    @Test func aProducerWaitsForNoneWhenThereIsSpaceOrNoConsumer() {
        let ring = AudioRing(capacityFrames: 4)
        var producer = ring.takeProducer()
        let fits = producer.waitForSpace(frames: 4)
        #expect(fits)
        producer.write([1, 2, 3], at: 0)
        let fitsStill = producer.waitForSpace(frames: 1)
        #expect(fitsStill)
        do { _ = ring.takeConsumer() }
        let waited = producer.waitForSpace(frames: 4)
        #expect(!waited)
    }
}

/// 16 kHz: 62.5 µs a frame.
func time(of position: UInt64) -> MediaInstant { MediaInstant(nanoseconds: 7_000_000_000 + Int64(position) * 62_500) }

/// Both ends of one ring in an object, as the testing macros cannot look into types that are not copyable.
final class RingEnds {
    let ring: AudioRing
    private var producer: AudioRingProducer
    private var consumer: AudioRingConsumer

    init(capacityFrames: Int) {
        ring = AudioRing(capacityFrames: capacityFrames)
        producer = ring.takeProducer()
        consumer = ring.takeConsumer()
    }

    var isFinished: Bool { consumer.isFinished }
    var availableFrames: Int { consumer.availableFrames }
    func read(_ frames: Int) -> AudioBlock? { consumer.read(maximumFrames: frames) }
    func write(_ samples: [Float], at position: UInt64) { producer.write(samples, at: position) }
    func write(_ samples: [Float], capturedAt nanoseconds: Int64) { producer.write(samples, capturedAt: nanoseconds) }
    func reportLoss(frames: UInt64, cause: AudioLossCause = .device) { producer.reportLoss(frames: frames, cause: cause) }
    func close() { producer.close() }
}

extension AudioRingProducer {
    mutating func write(_ samples: [Float], capturedAt nanoseconds: Int64) {
        samples.withUnsafeBufferPointer { write($0, capturedAt: MediaInstant(nanoseconds: nanoseconds)) }
    }

    /// Writes with the time that belongs to `position`.
    mutating func write(_ samples: [Float], at position: UInt64) {
        write(samples, capturedAt: time(of: position).nanoseconds)
    }
}
