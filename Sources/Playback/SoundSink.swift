package import Media

/// Where sound goes: mono, 32-bit float, −1…1, in the order written. Belongs to one thread.
package protocol SoundSink: AnyObject {
    /// As people know it.
    var place: String { get }
    var sampleRate: Int { get }

    /// Takes as many of the samples as there is room for, and waits at most `seconds` for room when there is none; how many it took.
    func write(_ samples: UnsafeBufferPointer<Float>, patience seconds: Double) throws(PlaybackError) -> Int

    /// What was written is all that comes for now: it is played although it may be short.
    func finish() throws(PlaybackError)

    /// Throws away what is not heard yet.
    func flush() throws(PlaybackError)

    /// When the frame is heard (frames count from the sink's beginning, those that were flushed too); nil where that is not known yet.
    func heardAt(frame: Int) throws(PlaybackError) -> MediaInstant?

    /// How often there was nothing to play although more came later.
    var underruns: Int { get }
}
