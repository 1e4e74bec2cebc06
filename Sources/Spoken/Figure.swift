/// Something written in figures, before it is words of a language.
enum Figure: Equatable {
    case amount(Amount)
    case date(year: String?, month: Int, day: Int)
    /// `half`: a.m. or p.m.
    case time(hour: Int, minute: Int, second: Int?, half: DayHalf?)
    /// 3:2
    case ratio(String, String)
    case fraction(isNegative: Bool, whole: String?, over: String, under: String)
    /// Versions and addresses: 1.2.3.
    case dotted([String])
    /// Groups of figures read one by one; `+` before the first is said.
    case phone([String], isInternational: Bool)
    /// 21st
    case ordinal(String)
    /// 1990s
    case decade(String)
}

enum DayHalf { case morning, afternoon }

/// A figure with its sign, currency and unit, or a range of two.
struct Amount: Equatable {
    var isNegative = false
    var currency: Currency?
    var first: Number
    /// The upper end of a range.
    var second: Number?
    /// million, 万
    var scale: String?
    var unit: Unit?

    struct Number: Equatable {
        /// Without separators.
        var whole: String
        /// What follows the point.
        var part: String?
        /// Written with separators: 1,000.
        var isGrouped = false
    }
}
