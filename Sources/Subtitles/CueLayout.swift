internal import Wire

/// Cuts one caption into cues: where to break, not yet how long each stands.
///
/// All ways of cutting are weighed at once (a shortest path over the places between words): few cues, breaks at good
/// places, none longer than a viewer is shown one, few too short to read, lines of about one length.
struct CueLayout {
    struct Draft: Equatable {
        var start: Double
        /// End of the last word's sound.
        var spokenEnd: Double
        var lines: [String]
        var width: Double
    }

    private let phrases: [Phrase]
    private let style: CueStyle
    /// `breaks[i]`: cost of a break before phrase i.
    private let breaks: [Double]

    static func drafts(of caption: Caption, style: CueStyle) -> [Draft] {
        let phrases = Phrase.pieces(of: caption, style: style)
        guard !phrases.isEmpty else { return [] }
        return CueLayout(phrases: phrases, style: style, language: caption.task == .translate ? "en" : caption.language).best()
    }

    private init(phrases: [Phrase], style: CueStyle, language: String) {
        self.phrases = phrases
        self.style = style
        let points = BreakPoints(language: language)
        breaks = phrases.indices.map { $0 == 0 ? 0 : points.cost(between: phrases[$0 - 1], and: phrases[$0]) }
    }

    private func best() -> [Draft] {
        // cost[i]: the cheapest way to cut the first i phrases; from[i]: where its last cue begins.
        var cost = [Double](repeating: .infinity, count: phrases.count + 1)
        var from = [Int](repeating: 0, count: phrases.count + 1)
        cost[0] = 0
        for end in 1...phrases.count {
            for begin in stride(from: end - 1, through: 0, by: -1) {
                guard let layout = lines(begin..<end) else { break }
                let total = cost[begin] + 2 + breaks[begin] * 1.5 + layout.cost + timeCost(begin..<end)
                if total < cost[end] {
                    cost[end] = total
                    from[end] = begin
                }
            }
        }
        var drafts: [Draft] = []
        var end = phrases.count
        while end > 0 {
            let range = from[end]..<end
            // One phrase always fits: none is wider than a line.
            let split = lines(range)?.split
            let texts = split.map { [text(range.lowerBound..<$0), text($0..<end)] } ?? [text(range)]
            drafts.append(
                Draft(
                    start: phrases[range.lowerBound].start, spokenEnd: phrases[range].map(\.end).max() ?? 0, lines: texts,
                    width: texts.reduce(0) { $0 + style.width($1) }))
            end = range.lowerBound
        }
        return drafts.reversed()
    }

    /// The best way to put these phrases on one or two lines, nil when they do not fit.
    private func lines(_ range: Range<Int>) -> (split: Int?, cost: Double)? {
        if width(range) <= style.lineWidth { return (nil, 0) }
        var best: (split: Int?, cost: Double)?
        for split in range.dropFirst() {
            let upper = width(range.lowerBound..<split)
            let lower = width(split..<range.upperBound)
            guard upper <= style.lineWidth, lower <= style.lineWidth else { continue }
            let cost = 0.05 + breaks[split] * 1.2 + abs(upper - lower) / style.lineWidth
            if cost < best?.cost ?? .infinity { best = (split, cost) }
        }
        return best
    }

    private func timeCost(_ range: Range<Int>) -> Double {
        let start = phrases[range.lowerBound].start
        let spoken = phrases[range.upperBound - 1].end - start
        if range.count > 1, spoken > CueStyle.maximumDuration { return 100 }
        var cost = 0.0
        // Words on either side of a long silence do not belong on one screen.
        for index in range.dropFirst() where phrases[index].start - phrases[index - 1].end > 1.5 { cost += 3 }
        // What can be shown at most: until the next words begin.
        let shown = range.upperBound < phrases.count ? phrases[range.upperBound].start - CueStyle.gap - start : .infinity
        if shown < CueStyle.minimumDuration { cost += 4 * (CueStyle.minimumDuration - max(0, shown)) }
        let needed = width(range) / style.charactersPerSecond
        if shown < needed { cost += 2 * (needed - shown) }
        return cost
    }

    private func width(_ range: Range<Int>) -> Double {
        var total = 0.0
        for index in range { total += phrases[index].width + (index > range.lowerBound && phrases[index].spaced ? (style.isFullWidth ? 0.5 : 1) : 0) }
        return total
    }

    private func text(_ range: Range<Int>) -> String {
        range.reduce(into: "") { $0 += (($1 > range.lowerBound && phrases[$1].spaced) ? " " : "") + phrases[$1].text }
    }
}
