internal import Synchronization

/// The ring's storage and indices, allocated once. All addresses stay fixed for the ring's life.
///
/// Each side's indices have two cache lines (128 bytes) of their own, as processors fetch lines in pairs; a producer that
/// only writes its own line and seldom reads the other's does not slow the consumer down.
// SAFETY: Sendable although it holds pointers: the samples and marks between tail and head are touched by the consumer
// only, all others by the producer only, and the atomics hand them over (release on publishing, acquire on reading).
struct RingMemory: @unchecked Sendable {
    let capacity: UInt64
    let markCapacity: UInt64
    let samples: UnsafeMutablePointer<Float>
    let marks: UnsafeMutablePointer<RingMark>
    /// The loss after the last frame; written before the ring is closed, read after.
    let trailing: UnsafeMutablePointer<RingMark>
    private let lines: UnsafeMutableRawPointer

    private static let lineBytes = 128
    private static let counterBytes = MemoryLayout<Atomic<UInt64>>.stride

    init(capacity: Int, markCapacity: Int) {
        self.capacity = UInt64(capacity)
        self.markCapacity = UInt64(markCapacity)
        samples = .allocate(capacity: capacity)
        samples.initialize(repeating: 0, count: capacity)
        marks = .allocate(capacity: markCapacity)
        marks.initialize(repeating: RingMark(), count: markCapacity)
        trailing = .allocate(capacity: 1)
        trailing.initialize(to: RingMark())
        lines = .allocate(byteCount: 3 * Self.lineBytes, alignment: Self.lineBytes)
        for line in 0..<3 {
            for counter in 0..<2 {
                Self.counter(lines, line: line, counter: counter).initialize(to: Atomic(0))
            }
        }
    }

    func deallocate() {
        trailing.deallocate()
        lines.deallocate()
        marks.deallocate()
        samples.deallocate()
    }

    /// Frames and marks published so far; written by the producer.
    var head: UnsafeMutablePointer<Atomic<UInt64>> { Self.counter(lines, line: 0, counter: 0) }
    var markHead: UnsafeMutablePointer<Atomic<UInt64>> { Self.counter(lines, line: 0, counter: 1) }
    /// Frames and marks consumed so far; written by the consumer.
    var tail: UnsafeMutablePointer<Atomic<UInt64>> { Self.counter(lines, line: 1, counter: 0) }
    var markTail: UnsafeMutablePointer<Atomic<UInt64>> { Self.counter(lines, line: 1, counter: 1) }
    /// Free frames that a waiting producer wants; 0 when it does not wait.
    var wanted: UnsafeMutablePointer<Atomic<UInt64>> { Self.counter(lines, line: 2, counter: 0) }

    // SAFETY: `line` and `counter` stay inside the three lines allocated and initialized in `init`.
    private static func counter(
        _ lines: UnsafeMutableRawPointer, line: Int, counter: Int
    ) -> UnsafeMutablePointer<Atomic<UInt64>> {
        (lines + line * lineBytes + counter * counterBytes).assumingMemoryBound(to: Atomic<UInt64>.self)
    }
}
