#if canImport(Glibc)
private import Glibc
#endif

/// A point on the one clock that everything in Taichu shares: nanoseconds on `CLOCK_MONOTONIC`.
///
/// Swift's own clocks do not serve: on Linux `ContinuousClock` counts through suspend (`CLOCK_BOOTTIME`), while the
/// stamps of V4L2, ALSA and PulseAudio are on `CLOCK_MONOTONIC`. Every device's stamp is brought to this type at the edge.
package struct MediaInstant: Comparable, Hashable, Sendable, Codable {
    /// Nanoseconds since the clock's (arbitrary) origin.
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static func < (left: MediaInstant, right: MediaInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Seconds from `origin` to this instant (negative when this one is earlier).
    package func seconds(since origin: MediaInstant) -> Double {
        Double(nanoseconds - origin.nanoseconds) / 1e9
    }

    /// The instant `seconds` later (earlier when negative).
    package func advanced(bySeconds seconds: Double) -> MediaInstant {
        MediaInstant(nanoseconds: nanoseconds + Int64((seconds * 1e9).rounded()))
    }
}

/// The seam through which stages read the time, so that tests can drive them with a manual clock.
package protocol MediaClock: Sendable {
    func now() -> MediaInstant
}

/// The machine's `CLOCK_MONOTONIC`. Real-time safe.
package struct MonotonicClock: MediaClock {
    package init() {}

    package func now() -> MediaInstant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MediaInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
