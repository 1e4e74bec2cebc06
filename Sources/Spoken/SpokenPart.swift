/// A piece of what is to be spoken, with the way in which it is.
package struct SpokenPart: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        case text(String)
        /// Each character by its name: see `SpokenText.characters`.
        case characters(String)
        /// Seconds of silence.
        case pause(Double)
        /// A place whose passing is to be reported.
        case mark(String)
    }

    package var content: Content
    /// 1 is the voice's own; 2 is twice as fast.
    package var rate: Double
    /// 1 is the voice's own; 2 is an octave higher.
    package var pitch: Double
    /// 1 is the voice's own; 0.5 is half the amplitude.
    package var volume: Double

    package init(_ content: Content, rate: Double = 1, pitch: Double = 1, volume: Double = 1) {
        self.content = content
        self.rate = rate
        self.pitch = pitch
        self.volume = volume
    }
}
