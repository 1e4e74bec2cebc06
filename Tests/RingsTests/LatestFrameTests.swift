import Foundation
import Media
import Rings
import Testing

/// The mailbox between a camera and the one who looks.
@Suite(.timeLimit(.minutes(10))) struct LatestFrameTests {
    @Test func theNewestFrameIsTakenAndTheOthersAreCounted() {
        let mailbox = LatestFrame()
        var producer = mailbox.takeProducer()
        var consumer = mailbox.takeConsumer()
        #expect(number(&consumer) == nil)
        for number in 0..<5 { producer.put(frame(number)) }
        #expect(number(&consumer) == 4)
        #expect(number(&consumer) == nil)
        producer.put(frame(5))
        #expect(number(&consumer) == 5)
        #expect(mailbox.totals == LatestFrame.Totals(taken: 2, skipped: 4))
    }

    @Test func whatTheSourceLeavesOutIsCountedByItsReason() {
        let mailbox = LatestFrame()
        var producer = mailbox.takeProducer()
        producer.skip(frames: 2)
        producer.reportLoss(frames: 3)
        let counts = [producer.reportBroken(), producer.reportBroken()]
        #expect(counts == [1, 2])
        #expect(mailbox.totals == LatestFrame.Totals(skipped: 2, lost: 3, broken: 2))
    }

    @Test func aClosedMailboxStillHasItsLastFrame() {
        let mailbox = LatestFrame()
        var producer = mailbox.takeProducer()
        var consumer = mailbox.takeConsumer()
        producer.put(frame(0))
        producer.close()
        producer.put(frame(1))
        let wasFinished = consumer.isFinished
        #expect(!wasFinished)
        #expect(number(&consumer) == 0)
        let isFinished = consumer.isFinished
        #expect(isFinished)
    }

    @Test func aProducerThatGoesAwayCloses() {
        let mailbox = LatestFrame()
        let consumer = mailbox.takeConsumer()
        do {
            _ = mailbox.takeProducer()
        }
        let isFinished = consumer.isFinished
        #expect(isFinished)
        #expect(mailbox.waitForDoorbell(seconds: 0))
    }

    @Test func theDoorbellRingsForEachFrame() {
        let mailbox = LatestFrame()
        var producer = mailbox.takeProducer()
        #expect(!mailbox.waitForDoorbell(seconds: 0))
        producer.put(frame(0))
        #expect(mailbox.waitForDoorbell(seconds: 0))
        #expect(!mailbox.waitForDoorbell(seconds: 0))
    }

    @Test func aConsumerThatGoesAwayLetsTheProducerGo() {
        let mailbox = LatestFrame()
        var producer = mailbox.takeProducer()
        do {
            _ = mailbox.takeConsumer()
        }
        producer.put(frame(0))
        let goesOn = producer.waitUntilTaken()
        #expect(!goesOn)
    }

    /// Two threads, a producer that waits: each frame arrives, in order, once.
    @Test func aProducerThatWaitsSkipsNothing() {
        let mailbox = LatestFrame()
        let thread = Thread { [producer = Box(mailbox.takeProducer())] in
            for number in 0..<20_000 where producer.value.waitUntilTaken() { producer.value.put(frame(number)) }
            producer.value.close()
        }
        var consumer = mailbox.takeConsumer()
        thread.start()
        var expected: UInt64 = 0
        var isInOrder = true
        while !consumer.isFinished {
            _ = mailbox.waitForDoorbell()
            while let frame = consumer.take() {
                isInOrder = isInOrder && frame.number == expected
                expected += 1
            }
        }
        #expect(isInOrder)
        #expect(expected == 20_000)
        #expect(mailbox.totals == LatestFrame.Totals(taken: 20_000))
    }

    /// Two threads, nobody waits: what is taken only grows, and every frame is accounted for.
    @Test func everyFrameIsTakenOrSkipped() {
        let mailbox = LatestFrame()
        let thread = Thread { [producer = Box(mailbox.takeProducer())] in
            for number in 0..<50_000 { producer.value.put(frame(number)) }
            producer.value.close()
        }
        var consumer = mailbox.takeConsumer()
        thread.start()
        var last: UInt64?
        var grows = true
        while !consumer.isFinished {
            _ = mailbox.waitForDoorbell()
            while let frame = consumer.take() {
                grows = grows && last.map { $0 < frame.number } ?? true
                last = frame.number
            }
        }
        #expect(grows)
        #expect(last == 49_999)
        #expect(mailbox.totals.taken + mailbox.totals.skipped == 50_000)
    }

    private func number(_ consumer: inout LatestFrameConsumer) -> UInt64? { consumer.take()?.number }

    private func frame(_ number: Int) -> VideoFrame {
        let pixels = PixelMemory(count: 12) { $0.initializeMemory(as: UInt8.self, repeating: 0) }
        return VideoFrame(
            width: 2, height: 2, layout: .rgb, pixels: pixels, number: UInt64(number), capturedAt: MediaInstant(nanoseconds: Int64(number)))
    }
}

/// A value that cannot be copied, for a thread that has it alone.
private final class Box: @unchecked Sendable {
    var value: LatestFrameProducer

    init(_ value: consuming LatestFrameProducer) {
        self.value = value
    }
}
