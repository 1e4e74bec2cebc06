/// A line that is to be spoken in place of another.
package struct DubbingPlanCue: Equatable, Sendable {
    /// When the original is spoken, in seconds from the beginning.
    package var start: Double
    package var end: Double
    /// How long the new voice takes for the line at its usual rate, in seconds.
    package var natural: Double

    package init(start: Double, end: Double, natural: Double) {
        self.start = start
        self.end = end
        self.natural = natural
    }
}
