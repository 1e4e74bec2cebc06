import Foundation
import Spoken
import Testing
import Voice

/// Tones put into the pitch that the network chose.
struct KokoroMelodyTests {
    /// Three numbers between the padding, ten frames each: 20 values of pitch for each number.
    private let frames: [Float] = [10, 10, 10, 10, 10]
    private let flat = [Float](repeating: 100, count: 100)

    private func shaped(_ tone: Int) -> [Float] { KokoroMelody.shaped(flat, frames: frames, tones: [MandarinTone(place: 1..<2, tone: tone)]) }

    @Test func eachToneGoesItsWay() {
        // The second number lasts from the 40th value to the 60th.
        let begin = 42, middle = 50, end = 58
        #expect(shaped(1)[begin] > 110 && abs(shaped(1)[begin] - shaped(1)[end]) < 5)
        #expect(shaped(2)[end] > shaped(2)[begin] * 1.15)
        #expect(shaped(3)[middle] < 85 && shaped(3)[middle] < shaped(3)[begin] && shaped(3)[middle] < shaped(3)[end])
        #expect(shaped(4)[end] < shaped(4)[begin] * 0.8)
        #expect(shaped(5)[begin] < 100 && shaped(5)[end] < shaped(5)[begin])
    }

    /// A neutral tone goes on from the one before it: low behind a fourth, up behind a third.
    @Test func aNeutralToneDependsOnTheOneBefore() {
        func pitch(behind tone: Int) -> Float {
            KokoroMelody.shaped(flat, frames: frames, tones: [MandarinTone(place: 0..<1, tone: tone), MandarinTone(place: 2..<3, tone: 5)])[70]
        }
        #expect(pitch(behind: 3) > 100 && pitch(behind: 4) < 85 && pitch(behind: 1) < 100)
    }

    /// English in a Mandarin line keeps its melody.
    @Test func whatLiesOutsideOfTheRunStaysAsItIs() {
        let flat = [Float](repeating: 100, count: 160)
        let result = KokoroMelody.shaped(flat, frames: [Float](repeating: 10, count: 8), tones: [MandarinTone(place: 3..<4, tone: 4)])
        // Padding and numbers of 20 values each: the tone's is the fifth.
        #expect(result[..<60] == flat[..<60] && result[120...] == flat[120...] && result[85] > 110)
    }

    @Test func withoutTonesNothingChanges() {
        #expect(KokoroMelody.shaped(flat, frames: frames, tones: []) == flat)
    }

    @Test func whereThereIsNoVoiceThereIsNone() {
        var pitch = flat
        for index in 45..<50 { pitch[index] = 0.5 }
        let result = KokoroMelody.shaped(pitch, frames: frames, tones: [MandarinTone(place: 1..<2, tone: 1)])
        #expect(result[45..<50].allSatisfy { $0 == 0.5 } && result[44] > 110)
        let silent = [Float](repeating: 0, count: 100)
        #expect(KokoroMelody.shaped(silent, frames: frames, tones: [MandarinTone(place: 1..<2, tone: 1)]) == silent)
    }

    /// A place that is not among the numbers is left out rather than read past the end.
    @Test func placesBeyondTheEndDoNoHarm() {
        #expect(KokoroMelody.shaped(flat, frames: frames, tones: [MandarinTone(place: 3..<9, tone: 4)]) == flat)
    }

    @Test func tonesStandAtTheirVowels() {
        let (symbols, tones) = MandarinPhonemes.tonedSymbols("你好，世界！")
        let scalars = Array(symbols.unicodeScalars)
        let sounds = tones.map { tone in String(String.UnicodeScalarView(scalars[tone.place])) }
        #expect(symbols == "ni↗xau↓, ʂɨ↘ʨje↘!" && sounds == ["i↗", "au↓", "ɨ↘", "je↘"] && tones.map(\.tone) == [2, 3, 4, 4])
        #expect(tones.map { scalars[$0.start] } == ["n", "x", "ʂ", "ʨ"])
    }
}
