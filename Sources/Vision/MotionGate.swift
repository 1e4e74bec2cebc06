package import Media

/// Lets a picture through when something in it changed since the last one that went through: a still scene costs a thumbnail and no inference.
///
/// The comparison is with the last picture that was *looked at*, not with the one before: what creeps is seen as soon as it has come far enough. Noise: with 64 samples a cell,
/// a camera's noise of σ = 10 levels moves a cell by σ = 1.8 between two pictures; the limit is 8.
package struct MotionGate: Sendable {
    /// Brightness levels, of 255, by which a cell must differ.
    package var levels = 8
    /// Cells, of 2,304, that must differ.
    package var cells = 2
    private var reference: LumaThumbnail?

    package init() {}

    /// Whether the picture is worth a look; if so, it is what later ones are compared with. One without pixels goes through: whoever looks at it says what is wrong.
    package mutating func admits(_ frame: VideoFrame) -> Bool {
        guard let thumbnail = LumaThumbnail(frame) else { return true }
        if let reference, thumbnail.cells(differingFrom: reference, byMoreThan: levels) < cells { return false }
        reference = thumbnail
        return true
    }

    /// The next picture goes through, whatever it shows: another model is to look, or the last look failed.
    package mutating func forget() { reference = nil }
}
