private import Foundation
package import Wire

/// When which summary is due, as captions come.
///
/// A title as soon as there is enough to name, and again when a good deal was said since; a short one every few minutes; a full one each N minutes. Silence costs nothing: nothing is
/// due before new words were said.
package struct SummarySchedule: Sendable {
    package struct Options: Sendable {
        /// Seconds between titles, between short ones and between full ones; 0: none of that kind.
        package var title = 45.0
        package var short = 120.0
        package var full = 600.0

        package init(title: Double = 45, short: Double = 120, full: Double = 600) {
            self.title = title
            self.short = short
            self.full = full
        }
    }

    private struct Kind {
        var interval: Double
        /// New words without which nothing new can be said.
        var words: Int
        var lastAt: Double?
        var since = 0
    }

    private var kinds: [SummaryLength: Kind]
    private var firstAt: Double?

    package init(_ options: Options) {
        kinds = [
            .title: Kind(interval: options.title, words: 12), .short: Kind(interval: options.short, words: 60), .full: Kind(interval: options.full, words: 60),
        ]
        kinds = kinds.filter { $0.value.interval > 0 }
    }

    /// A caption became final.
    ///
    /// - Parameter words: how many words it has; of Chinese, characters count a half.
    package mutating func heard(words: Int, at seconds: Double) {
        firstAt = firstAt ?? seconds
        for length in kinds.keys { kinds[length]!.since += words }
    }

    /// What is to be written now, the shortest first; nil when nothing is due.
    ///
    /// - Parameter isEnd: nothing more will be said: what has new words is due whatever the clock says.
    package func due(at seconds: Double, isEnd: Bool = false) -> SummaryLength? {
        for length in [SummaryLength.title, .short, .full] {
            guard let kind = kinds[length], kind.since > 0 else { continue }
            if isEnd { return length }
            guard kind.since >= kind.words else { continue }
            // The first title does not wait: people want to know what they came into.
            let waited = kind.lastAt.map { seconds - $0 } ?? (length == .title ? .infinity : seconds - (firstAt ?? seconds))
            if waited >= kind.interval { return length }
        }
        return nil
    }

    package mutating func began(_ length: SummaryLength, at seconds: Double) {
        kinds[length]?.lastAt = seconds
        kinds[length]?.since = 0
    }
}
