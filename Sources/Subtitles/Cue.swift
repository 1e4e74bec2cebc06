/// One subtitle: up to two lines on the screen for a while.
package struct Cue: Equatable, Sendable {
    package var track: String
    /// Media seconds.
    package var start: Double
    package var end: Double
    package var lines: [String]

    package init(track: String, start: Double, end: Double, lines: [String]) {
        self.track = track
        self.start = start
        self.end = end
        self.lines = lines
    }
}
