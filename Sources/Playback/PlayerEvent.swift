package import Media

/// What a player says of its lines. Times are those at which it is heard.
package enum PlayerEvent: Sendable {
    case connected(String)
    /// The sink is gone or not there: it is opened again, and the line goes on where it was.
    case lost(PlaybackError, retryIn: Double)
    /// It cannot be opened at all: the line is given up.
    case failed(line: UInt64, PlaybackError)
    case began(line: UInt64, at: MediaInstant)
    case mark(line: UInt64, name: String, at: MediaInstant)
    /// Nothing came in time: a hole was heard.
    case starved(line: UInt64)
    case ended(line: UInt64, at: MediaInstant)
    /// It was stopped, and so much of it had been heard.
    case stopped(line: UInt64, at: MediaInstant, seconds: Double)
    /// Our own sound is heard in this time; follows as it becomes known, and may be cut short by a stop.
    case playing(from: MediaInstant, to: MediaInstant)
}
