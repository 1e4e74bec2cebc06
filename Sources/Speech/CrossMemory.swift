private import Glibc
package import Inference

/// The decoder's view of the sound: cross-attention keys and values of six layers, one row of 512 a frame.
///
/// Storage is reserved for the longest utterance, so that a chunk's rows are appended in place and the decoder reads them
/// without a copy.
package final class CrossMemory {
    package static let layers = 6
    package static let width = 512
    package static let capacity = 1536
    /// The decoder sees the rows in steps of this many: the runtime prepares itself for each new shape, and keeps what it made.
    private static let bucket = 128

    private let storage: [UnsafeMutablePointer<Float>]
    package private(set) var frames = 0

    private static let names = (0..<layers).flatMap { layer in ["k", "v"].map { "cross_\($0)\(layer)" } }

    package init() {
        // Zeroed by the kernel: pages are made when rows arrive, so unused capacity costs address space only, and the rows
        // behind the last one are finite, as the decoder's mask needs them.
        let bytes = Self.capacity * Self.width * MemoryLayout<Float>.stride
        storage = Self.names.map { _ in
            guard let memory = calloc(1, bytes) else { fatalError("out of memory: \(bytes) bytes for the decoder's view of the sound") }
            return memory.bindMemory(to: Float.self, capacity: Self.capacity * Self.width)
        }
    }

    deinit {
        storage.forEach { free($0) }
    }

    /// Forgets all rows from `frame` on.
    package func truncate(to frame: Int) {
        frames = min(frames, frame)
    }

    /// Takes the rows that an encoder's last run produced, after `frame` rows that stay.
    package func append(from encoder: borrowing InferRequest, at frame: Int) throws(InferenceError) {
        precondition(frame <= frames)
        var added = 0
        for (name, rows) in zip(Self.names, storage) {
            added = try encoder.withOutput(name) { output in
                let count = min(output.count, (Self.capacity - frame) * Self.width)
                if let base = output.baseAddress { (rows + frame * Self.width).update(from: base, count: count) }
                return count / Self.width
            }
        }
        frames = frame + added
    }

    /// Rows that the decoder is shown; those after `frames` are masked.
    package var lentFrames: Int { min(Self.capacity, (max(1, frames) + Self.bucket - 1) / Self.bucket * Self.bucket) }

    /// Lets the decoder's inputs read these rows. They must not change until it has run.
    package func lend(to decoder: inout InferRequest) throws(InferenceError) {
        for (name, rows) in zip(Self.names, storage) {
            try decoder.borrow(name, rows, shape: [1, lentFrames, Self.width])
        }
        try decoder.set("frames", [Int64(frames)], shape: [1])
    }
}
