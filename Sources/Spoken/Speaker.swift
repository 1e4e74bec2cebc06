/// What a language says for figures, signs and words.
protocol Speaker {
    func figure(_ figure: Figure, _ surroundings: Surroundings) -> String
    /// nil: the sign is left as it is; empty: it is dropped.
    func sign(_ sign: Unicode.Scalar, _ surroundings: Surroundings) -> String?
    /// Between the ends of a range.
    var rangeWord: String { get }
    /// The points, strokes and at-signs of addresses.
    func addressSign(_ sign: Unicode.Scalar) -> String
    /// A word before a figure that counts, such as No.; nil where there is none such.
    func numberWord() -> String
    func chapter(_ number: Int) -> String
}

/// What stands around a figure or a sign in the text.
struct Surroundings {
    /// Up to a dozen scalars before.
    var before: ArraySlice<Unicode.Scalar>
    /// Up to two dozen scalars after.
    var after: ArraySlice<Unicode.Scalar>
    /// The word before in small letters; empty where punctuation stands between.
    var previousWord: String
    /// Whether the word before begins with a capital within a sentence, as names do.
    var followsName: Bool
    /// Whether a year stood before: 1998 and 2003.
    var followsYear: Bool

    /// The word that follows after a space, in small letters.
    var nextWord: String {
        let rest = after.drop(while: \.isSpace)
        return rest.startIndex == after.startIndex && !after.isEmpty && !(after.first!.isLetter) ? "" : String(String.UnicodeScalarView(rest.prefix { $0.isLetter })).lowercased()
    }

    /// A letter touches the figure.
    var isAttached: Bool { before.last?.isLetter ?? false }

    static let nothing = Surroundings(before: [], after: [], previousWord: "", followsName: false, followsYear: false)
}
