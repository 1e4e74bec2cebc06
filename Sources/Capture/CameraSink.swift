internal import Media
internal import Rings

/// What a camera's thread writes to: its mailbox, with the frames' numbers, and the memory that they take turns in.
// SAFETY: Sendable although it changes: made with the source, then used by that source's one thread only.
final class CameraSink: @unchecked Sendable {
    let pool = PixelPool()
    private var producer: LatestFrameProducer
    private var number: UInt64 = 0

    init(mailbox: LatestFrame) {
        producer = mailbox.takeProducer()
    }

    func put(_ picture: CameraPicture, capturedAt: MediaInstant) {
        producer.put(
            VideoFrame(
                width: picture.width, height: picture.height, layout: picture.layout, pixels: picture.pixels, number: number,
                capturedAt: capturedAt))
        number += 1
    }

    /// Frames that were left out since newer ones were there already.
    func skip(frames: UInt64) {
        number += frames
        producer.skip(frames: frames)
    }

    /// Frames that the device says it dropped.
    func reportLoss(frames: UInt64) {
        number += frames
        producer.reportLoss(frames: frames)
    }

    /// A frame that came damaged. The 1st, 2nd, 4th, 8th … are announced, each with the count so far: nobody reads a line for each.
    func reportBroken(_ why: String, events: (SourceEvent) -> Void) {
        number += 1
        let count = producer.reportBroken()
        guard count & (count - 1) == 0 else { return }
        events(.notice("\(why); it was left out\(count == 1 ? "" : ", as \(count - 1) before it")"))
    }

    func waitUntilTaken() -> Bool { producer.waitUntilTaken() }

    func close() { producer.close() }
}

/// A picture on its way from a reader to the sink.
struct CameraPicture {
    var width: Int
    var height: Int
    var layout: VideoFrame.Layout
    var pixels: PixelMemory
}
