import Media
import Tracking
import Wire

/// Detections of things that move as they are told, frame by frame.
struct Film {
    var rate = 15.0
    var options = TrackerOptions()

    func instant(_ frame: Int) -> MediaInstant { MediaInstant(nanoseconds: 0).advanced(bySeconds: Double(frame) / rate) }

    /// Tracks frames 0..<count and returns what each made of the tracks.
    func run(_ count: Int, _ frame: (Int) -> [Detection]) -> [TrackedFrame] {
        var tracker = Tracker(options)
        return (0..<count).map { tracker.update(frame($0), at: instant($0)) }
    }
}

/// A box of a tenth of the width and three tenths of the height, the shape of somebody who stands, around a centre.
func person(_ x: Double, _ y: Double = 0.5, width: Double = 0.1, height: Double = 0.3, score: Double = 0.9, label: String = "person") -> Detection {
    Detection(label: label, score: score, box: RelativeBox(centreX: x, centreY: y, width: width, height: height))
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// −1…1, most of it near 0.
    mutating func jitter() -> Double { (Double.random(in: -1...1, using: &self) + .random(in: -1...1, using: &self)) / 2 }
}
