/// The words of the newest hypothesis, and in how many hops each of them stood, with all words before it.
struct StandingWords: Sendable {
    private(set) var words: [TimedWord] = []
    private(set) var hops: [Int] = []

    /// Takes the words of a new hop, of which `common` leading ones are those of the hop before.
    mutating func take(_ next: [TimedWord], common: Int) {
        words = next
        hops = hops.prefix(common).map { $0 + 1 } + [Int](repeating: 1, count: next.count - common)
    }
}
