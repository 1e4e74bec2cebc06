private import Foundation
package import Media
package import Wire

/// What time it is on both clocks.
package struct BothClocks: Equatable, Sendable {
    /// Media seconds of the run.
    package var media: Double
    /// Seconds since 1970.
    package var wall: Double

    package init(media: Double, wall: Double) {
        self.media = media
        self.wall = wall
    }
}

/// Turns media seconds into the time that people know.
///
/// The start alone does not serve: the media clock stands still while the machine sleeps, and the wall clock may be set. So both are read again and again; what
/// was captured before a jump keeps the time that it had.
package struct RunClock: Sendable {
    private let read: @Sendable () -> BothClocks
    /// Wall seconds of media second 0.
    private var origin: Double
    /// A difference below this is the reading's own, or the slow correction of a clock by the network: rows of one run should not jitter by it.
    private static let tolerance = 0.5

    package init(_ read: @escaping @Sendable () -> BothClocks) {
        self.read = read
        let now = read()
        origin = now.wall - now.media
    }

    package init(start: Hello.Start, clock: any MediaClock = MonotonicClock()) {
        let zero = MediaInstant(nanoseconds: start.monotonic)
        self.init { BothClocks(media: clock.now().seconds(since: zero), wall: Date().timeIntervalSince1970) }
    }

    /// Reads the clocks; what `wall` says from now on follows a jump.
    mutating func now() -> BothClocks {
        let now = read()
        if abs(now.wall - now.media - origin) > Self.tolerance { origin = now.wall - now.media }
        return now
    }

    /// Seconds since 1970 of a media second.
    func wall(_ media: Double) -> Double { origin + media }
}
