internal import Inference

/// The decoder's view of the sound: cross-attention keys and values of six layers, one row of 512 a frame.
///
/// Storage is reserved for the longest utterance, so that a chunk's rows are appended in place and the decoder reads them
/// without a copy.
final class CrossMemory {
    static let layers = 6
    static let width = 512
    static let capacity = 1500

    private let storage: [UnsafeMutablePointer<Float>]
    private(set) var frames = 0

    private static let names = (0..<layers).flatMap { layer in ["k", "v"].map { "cross_\($0)\(layer)" } }

    init() {
        // Pages are touched when rows arrive, so unused capacity costs address space only.
        storage = Self.names.map { _ in .allocate(capacity: Self.capacity * Self.width) }
    }

    deinit {
        storage.forEach { $0.deallocate() }
    }

    /// Forgets all rows from `frame` on.
    func truncate(to frame: Int) {
        frames = min(frames, frame)
    }

    /// Takes the rows that an encoder's last run produced, after `frame` rows that stay.
    func append(from encoder: borrowing InferRequest, at frame: Int) throws(InferenceError) {
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

    /// Lets the decoder's inputs read these rows. They must not change until it has run.
    func lend(to decoder: inout InferRequest) throws(InferenceError) {
        for (name, rows) in zip(Self.names, storage) {
            try decoder.borrow(name, rows, shape: [1, frames, Self.width])
        }
    }
}
