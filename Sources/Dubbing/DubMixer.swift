private import Foundation

/// A line of speech and where it stands in the file.
package struct PlacedLine: Equatable, Sendable {
    /// Seconds from the file's start, of the line's first and last sound.
    package var start: Double
    package var duration: Double

    package init(start: Double, duration: Double) {
        self.start = start
        self.duration = duration
    }
}

/// Lays lines of speech over the original sound, which steps back under them.
///
/// The original goes down by `duckDecibels` around each line, along a ramp, and stays down over short pauses: a bed that comes up between two sentences pumps.
package struct DubMixer: Sendable {
    /// Samples a second of everything in here, and channels of the original, interleaved.
    package static let rate = 48_000
    package static let channels = 2

    package struct Options: Sendable {
        /// How far the original steps back; 0: not at all.
        package var duckDecibels = -15.0
        /// Seconds of the way down and up.
        package var ramp = 0.15
        /// Pauses between lines that are shorter than this stay ducked.
        package var bridge = 0.8

        package init() {}
    }

    /// Stretches of the file in which the original is down, merged, in frames.
    private let ducked: [Range<Int>]
    private let floor: Float
    private let ramp: Int
    private var nextDuck = 0
    /// Lines that sound in what is mixed now, or do so soon.
    private var sounding: [(start: Int, samples: [Float])] = []

    package init(_ lines: [PlacedLine], _ options: Options = Options()) {
        floor = Float(decibels: options.duckDecibels)
        ramp = max(1, Int(options.ramp * Double(Self.rate)))
        let bridge = Int(options.bridge * Double(Self.rate))
        var merged: [Range<Int>] = []
        for line in lines.sorted(by: { $0.start < $1.start }) {
            let from = Int(line.start * Double(Self.rate)), to = from + max(0, Int(line.duration * Double(Self.rate)))
            if let last = merged.last, from - last.upperBound <= bridge {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, to)
            } else {
                merged.append(from..<to)
            }
        }
        ducked = merged
    }

    /// A line's sound, one channel; it is let go of when it was mixed.
    package mutating func add(_ samples: [Float], at seconds: Double) {
        sounding.append((Int((seconds * Double(Self.rate)).rounded()), samples))
    }

    /// Mixes a block of the original in place.
    ///
    /// - Parameters:
    ///   - block: interleaved frames.
    ///   - first: number of the block's first frame in the file. Blocks come in their order.
    package mutating func mix(_ block: inout [Float], first: Int) {
        let frames = block.count / Self.channels
        while nextDuck < ducked.count, ducked[nextDuck].upperBound + ramp < first { nextDuck += 1 }
        for frame in 0..<frames {
            let gain = gain(at: first + frame)
            for channel in 0..<Self.channels { block[frame * Self.channels + channel] *= gain }
        }
        for line in sounding {
            let from = max(first, line.start), to = min(first + frames, line.start + line.samples.count)
            guard from < to else { continue }
            for frame in from..<to {
                let value = line.samples[frame - line.start]
                for channel in 0..<Self.channels { block[(frame - first) * Self.channels + channel] += value }
            }
        }
        sounding.removeAll { $0.start + $0.samples.count <= first + frames }
    }

    /// 1 far from every line, `floor` under one, and a straight way between.
    private func gain(at frame: Int) -> Float {
        var depth: Float = 0
        var index = nextDuck
        while index < ducked.count, ducked[index].lowerBound - ramp <= frame {
            let range = ducked[index]
            let distance = frame < range.lowerBound ? range.lowerBound - frame : max(0, frame - range.upperBound)
            depth = max(depth, 1 - Float(min(distance, ramp)) / Float(ramp))
            index += 1
        }
        return 1 + (floor - 1) * depth
    }
}

extension Float {
    /// The factor that so many decibels are.
    init(decibels: Double) { self.init(pow(10, decibels / 20)) }
}
