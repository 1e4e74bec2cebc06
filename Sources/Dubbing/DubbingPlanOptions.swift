/// What a plan may do to fit lines.
package struct DubbingPlanOptions: Equatable, Sendable {
    /// Rates beside 1: slower than the first sounds drawn out, faster than the second hurried.
    package var rates: ClosedRange<Double> = 0.85...1.2
    /// Seconds of silence between two lines at least.
    package var gap = 0.1
    /// Seconds that a line may begin before its cue, when it needs them.
    package var lead = 0.08
    /// Seconds that a line may go on after its cue before it is spoken faster.
    package var hang = 0.8
    /// The part of the pause after a cue that its line may take before it is spoken faster: the rest stays a pause.
    package var pauseShare = 0.6
    /// The part of its cue that a line should fill; a shorter one is spoken slower.
    package var filling = 0.95
    /// How much the rates of neighbours may differ, as a ratio less one, where it can be helped.
    package var jump = 0.1

    package init() {}
}
