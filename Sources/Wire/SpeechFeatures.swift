package import FoundationEssentials

/// Hidden states of the first pass's encoder, the representation that other tasks build on: body of `speech.features`.
package struct SpeechFeatures: Codable, Equatable, Sendable {
    package var track: String
    /// Number of the utterance on its track, as in captions.
    package var segment: Int
    package var pass: CaptionPass
    /// The first row's number in its utterance. Rows of an utterance come in order, each once.
    package var frame: Int
    /// Media seconds of the first row, and from one row to the next.
    package var start: Double
    package var interval: Double
    /// Rows, and values a row.
    package var frames: Int
    package var width: Int
    /// Base64 of [frames × width] IEEE 754 half-precision values, little-endian, row after row.
    package var data: String

    /// - Parameter values: [frames × width]; what half precision cannot hold becomes its largest value.
    package init(track: String, segment: Int, pass: CaptionPass, frame: Int, start: Double, interval: Double, width: Int, values: [Float]) {
        self.track = track
        self.segment = segment
        self.pass = pass
        self.frame = frame
        self.start = start
        self.interval = interval
        self.frames = values.count / width
        self.width = width
        data = Self.halves(values).base64EncodedString()
    }

    /// IEEE 754 half precision, little-endian.
    package static func halves(_ values: [Float]) -> Data {
        let largest = Float(Float16.greatestFiniteMagnitude)
        let halves = values.map { Float16(min(max($0, -largest), largest)).bitPattern.littleEndian }
        return halves.withUnsafeBytes { Data($0) }
    }

    /// The rows again, [frames × width]; nil when `data` is not what the other fields say.
    package var values: [Float]? {
        guard let bytes = Data(base64Encoded: data), bytes.count == frames * width * 2 else { return nil }
        return bytes.withUnsafeBytes { raw in
            (0..<frames * width).map { Float(Float16(bitPattern: UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 2, as: UInt16.self)))) }
        }
    }
}
