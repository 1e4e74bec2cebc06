/// Something that a summary says and its source does not.
package struct UnsupportedClaim: Equatable, Sendable {
    package enum Kind: String, Sendable {
        /// A number, a percentage, a time of day, a month or a weekday.
        case number
        /// Of a person, a place, a product, a work.
        case name
    }

    package var kind: Kind
    /// As the summary has it (full-width letters as plain ones, traditional characters as simplified ones).
    package var text: String
}

/// Whether the numbers and names of a summary occur in what it sums up.
///
/// These are what a small language model makes up, and what can be compared without understanding: values are compared, not spellings ("twenty" is 20, 百分之五 is 5 %, "half past three"
/// is 15:30 or 3:30), and names without case, accents, plural or script. What is said about them is not looked at: a summary may pass and still be wrong.
package enum Faithfulness {
    /// What the source does not bear out, in the summary's order; empty where nothing speaks against the summary.
    package static func check(summary: String, source: String) -> [UnsupportedClaim] {
        let claims = FaithfulnessText(summary)
        let evidence = FaithfulnessSource(FaithfulnessText(source))
        let numbers = claims.numbers(generous: false).filter { !evidence.supports($0) }.map { (UnsupportedClaim(kind: .number, text: claims.text($0.tokens)), $0.tokens.lowerBound) }
        let names = claims.names().filter { !evidence.supports($0) }.map { (UnsupportedClaim(kind: .name, text: $0.text), $0.place) }
        return (numbers + names).sorted { $0.1 < $1.1 }.map(\.0)
    }
}
