internal import Foundation

/// How a client of speech-dispatcher wants to be spoken to; each message takes the settings of its moment along.
package struct ModuleSettings: Equatable, Sendable {
    package enum Punctuation: String, Sendable { case none, some, most, all }
    package enum Capitals: String, Sendable { case none, spell, icon }

    /// −100 … 100, as speech-dispatcher counts all three.
    package var rate = 0
    package var pitch = 0
    package var pitchRange = 0
    package var volume = 100
    package var punctuation = Punctuation.none
    package var capitals = Capitals.none
    /// Letter by letter.
    package var isSpelling = false
    /// Such as `en-US`; nil: the voice's own.
    package var language: String?
    /// By name, which decides before all else.
    package var voice: String?
    /// By kind: `male1`, `female2`, `child_male`, …
    package var kind: String?

    package init() {}

    /// The rate as a factor: a third of it from −100, three times as fast at 100.
    package var rateFactor: Double { pow(3, Double(rate) / 100) }
    /// The pitch as a factor: half an octave down and up.
    package var pitchFactor: Double { pow(2, Double(pitch) / 200) }
    /// The amplitude, 0 … 1.
    package var volumeFactor: Double { Double(volume + 100) / 200 }

    /// Takes over a line `name=value`. Names that are not known are passed over: a newer server may send more.
    /// - Returns: false where the value cannot be.
    mutating func set(_ name: some StringProtocol, to value: String) -> Bool {
        let isUnset = value == "NULL" || value.isEmpty
        switch String(name) {
        case "rate": return Self.number(value, &rate)
        case "pitch": return Self.number(value, &pitch)
        case "pitch_range": return Self.number(value, &pitchRange)
        case "volume": return Self.number(value, &volume)
        case "punctuation_mode":
            guard let mode = Punctuation(rawValue: value) else { return false }
            punctuation = mode
        case "cap_let_recogn":
            guard let mode = Capitals(rawValue: value) else { return false }
            capitals = mode
        case "spelling_mode":
            guard value == "on" || value == "off" else { return false }
            isSpelling = value == "on"
        case "language": language = isUnset ? nil : value
        case "synthesis_voice": voice = isUnset ? nil : value
        case "voice", "voice_type": kind = isUnset ? nil : value
        default: break
        }
        return true
    }

    private static func number(_ value: String, _ setting: inout Int) -> Bool {
        guard let number = Int(value), (-100...100).contains(number) else { return false }
        setting = number
        return true
    }
}
