private import Foundation
internal import Wire

/// Observation-centric momentum (OC-SORT, section 4.2): a thing goes on in its direction. Directions are taken between observations
/// some frames apart, since the filter's own speed is the noisiest thing about it.
struct Momentum {
    private let from: RelativeBox
    private let direction: (x: Double, y: Double)
    /// 0…1: how much a direction can be told from the jitter of the boxes. The paper has none; without it, what stands still would
    /// be sent about by noise.
    private let certainty: Double
    private let pictureAspect: Double

    /// Jitter of a box's centre in its sides, that a step must clearly pass to have a direction.
    private static let jitter = 0.1

    /// - Returns: nil when the boxes' centres are the same.
    init?(from: RelativeBox, to: RelativeBox, pictureAspect: Double) {
        let step = Self.step(from, to, pictureAspect)
        let length = (step.x * step.x + step.y * step.y).squareRoot()
        guard length > 0 else { return nil }
        self.from = from
        self.pictureAspect = pictureAspect
        direction = (step.x / length, step.y / length)
        let side = (from.area * pictureAspect).squareRoot()
        certainty = min(1, length / (Self.jitter * side))
    }

    /// −½ (straight back) … ½ (straight on) for a detection, times the certainty.
    func agreement(_ box: RelativeBox) -> Double {
        let step = Self.step(from, box, pictureAspect)
        let length = (step.x * step.x + step.y * step.y).squareRoot()
        guard length > 0 else { return 0 }
        let cosine = (step.x * direction.x + step.y * direction.y) / length
        return certainty * (0.5 - acos(min(1, max(-1, cosine))) / .pi)
    }

    /// From centre to centre, in heights of the picture.
    private static func step(_ a: RelativeBox, _ b: RelativeBox, _ pictureAspect: Double) -> (x: Double, y: Double) {
        ((b.centreX - a.centreX) * pictureAspect, b.centreY - a.centreY)
    }
}
