/// Which frames of a clause are made into sound together: few at first, so that the first sound is there early, more while those are heard.
///
/// The wave of a frame depends on `reach` frames on each side. A window has them too, and their sound is cut away, so that windows behind each other are the same as all
/// frames at once. Windows have one of a few lengths, since for each new one the runtime prepares everything anew; only a clause that is shorter than the least has its own.
package struct PiperWindows: Sequence, IteratorProtocol {
    package struct Window: Equatable {
        /// What goes into the network.
        package var frames: Range<Int>
        /// Of that, what comes out as sound.
        package var heard: Range<Int>
    }

    /// How long the first, the second and all that follow may be.
    package static let growing = [40, 72, 148]
    /// The last of a clause is as short as its rest allows, so that its own end is that of the clause.
    package static let lengths = [40, 56, 72, 96, 120, 148]

    let frames: Int
    let reach: Int
    private var position = 0
    private var count = 0

    package init(frames: Int, reach: Int) {
        precondition(2 * reach < Self.growing[0], "\(reach) frames on each side leave nothing of a window of \(Self.growing[0])")
        self.frames = frames
        self.reach = reach
    }

    package mutating func next() -> Window? {
        guard position < frames else { return nil }
        let most = Self.growing[Swift.min(count, Self.growing.count - 1)]
        let start = Swift.max(0, position - reach)
        count += 1
        let heardFrom = position
        if frames - start <= most {
            let length = Self.lengths.first { $0 >= frames - start }!
            position = frames
            return Window(frames: Swift.max(0, frames - length)..<frames, heard: heardFrom..<frames)
        }
        position = start + most - reach
        return Window(frames: start..<start + most, heard: heardFrom..<position)
    }
}
