internal import Foundation

/// The values of SSML's attributes.
enum SSMLValues {
    struct Problem: Error {
        var text: String
        init(_ text: String) { self.text = text }
    }

    /// Seconds of silence around paragraphs and sentences.
    static let paragraph = 0.6
    static let sentence = 0.25
    /// A pause that is longer is a mistake.
    static let longestPause = 10.0

    static func pause(_ attributes: [String: String]) throws(Problem) -> Double {
        if let time = attributes["time"] {
            let seconds: Double? = time.hasSuffix("ms") ? number(time.dropLast(2)).map { $0 / 1000 } : time.hasSuffix("s") ? number(time.dropLast()) : nil
            guard let seconds, seconds >= 0 else { throw Problem("break time=\"\(time)\"; expected a time such as 500ms or 1.5s") }
            return min(seconds, longestPause)
        }
        let strength = attributes["strength"] ?? "medium"
        guard let seconds = ["none": 0, "x-weak": 0.1, "weak": 0.2, "medium": 0.35, "strong": 0.7, "x-strong": 1.2][strength] else {
            throw Problem("break strength=\"\(strength)\"; expected none, x-weak, weak, medium, strong or x-strong")
        }
        return seconds
    }

    static func rate(_ value: String, within outer: Double) throws(Problem) -> Double {
        let names = ["x-slow": 0.5, "slow": 0.75, "medium": 1, "default": 1, "fast": 1.25, "x-fast": 1.6]
        guard let factor = names[value] ?? percentage(value) ?? number(value[...]), factor > 0 else { throw Problem("prosody rate=\"\(value)\"; expected slow, medium, fast or a part such as 120%") }
        return bounded(outer * factor)
    }

    static func pitch(_ value: String, within outer: Double) throws(Problem) -> Double {
        let names = ["x-low": 0.7, "low": 0.85, "medium": 1, "default": 1, "high": 1.15, "x-high": 1.3]
        if let factor = names[value] ?? percentage(value), factor > 0 { return bounded(outer * factor) }
        if value.hasSuffix("st"), let semitones = number(value.dropLast(2)) { return bounded(outer * pow(2, semitones / 12)) }
        // What a frequency is to the voice's own is not known here.
        if value.lowercased().hasSuffix("hz"), number(value.dropLast(2)) != nil { return outer }
        throw Problem("prosody pitch=\"\(value)\"; expected low, medium, high or a change such as +10% or -2st")
    }

    static func volume(_ value: String, within outer: Double) throws(Problem) -> Double {
        let names = ["silent": 0, "x-soft": 0.25, "soft": 0.5, "medium": 1, "default": 1, "loud": 1.4, "x-loud": 2]
        if let factor = names[value] ?? percentage(value), factor >= 0 { return min(4, outer * factor) }
        if value.hasSuffix("dB"), let decibels = number(value.dropLast(2)) { return min(4, outer * pow(10, decibels / 20)) }
        if let hundredths = number(value[...]), (0...100).contains(hundredths) { return outer * hundredths / 100 }
        throw Problem("prosody volume=\"\(value)\"; expected soft, medium, loud or a change such as +6dB")
    }

    /// 120 % is 1.2, and so is +20 %.
    private static func percentage(_ value: String) -> Double? {
        guard value.hasSuffix("%"), let number = number(value.dropLast()) else { return nil }
        return value.hasPrefix("+") || value.hasPrefix("-") ? 1 + number / 100 : number / 100
    }

    private static func number(_ text: Substring) -> Double? {
        guard let number = Double(text.hasPrefix("+") ? text.dropFirst() : text), number.isFinite else { return nil }
        return number
    }

    private static func bounded(_ factor: Double) -> Double { min(4, max(0.25, factor)) }
}
