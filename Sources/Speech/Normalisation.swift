/// A recording's mean and variance, for bringing all of it to zero mean and unit variance: what wav2vec2's own feature extractor
/// does to a clip (`do_normalize`).
package struct Normalisation: Sendable {
    private var count = 0.0
    private var sum = 0.0
    private var squares = 0.0

    package init() {}

    package mutating func add(_ samples: [Float]) {
        count += Double(samples.count)
        for sample in samples {
            sum += Double(sample)
            squares += Double(sample) * Double(sample)
        }
    }

    /// A whole clip by its own mean and variance.
    package static func applied(to clip: [Float]) -> [Float] {
        var normalisation = Normalisation()
        normalisation.add(clip)
        return normalisation.apply(to: clip)
    }

    /// (x − mean) ÷ √(variance + 10⁻⁷); silence stays silence.
    package func apply(to samples: [Float]) -> [Float] {
        let mean = count > 0 ? sum / count : 0
        let variance = count > 0 ? max(0, squares / count - mean * mean) : 0
        let factor = 1 / (variance + 1e-7).squareRoot()
        return samples.map { Float((Double($0) - mean) * factor) }
    }
}
