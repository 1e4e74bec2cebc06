import Foundation
import Testing
import Voice

/// Clauses, joins, pauses and levels, with a voice that hums.
struct SpeechStreamTests {
    private func speak(_ text: String, _ voices: VoiceSet, _ change: (inout SpeechOptions) -> Void = { _ in }) throws -> [SpokenClause] {
        var options = SpeechOptions()
        change(&options)
        return try VoiceFixture.all(try SpeechStream(text, voices: voices, options: options))
    }

    @Test func theSilenceOfTheNetworkGoesAndThePauseOfTheMarkComes() throws {
        let clauses = try speak("Humming along, quietly. Then\n\nthe end", VoiceSet(HummingVoice(), target: nil))
        #expect(clauses.map(\.text) == ["Humming along,", "quietly.", "Then", "the end"])
        #expect(clauses.map(\.offset) == [0, 15, 24, 30])
        for (clause, (letters, pause)) in zip(clauses, [(12, 0.15), (7, 0.4), (4, 0.6), (6, 0.6)]) {
            // Two margins of 15 ms.
            #expect(abs(clause.speechSeconds - Double(letters) * 0.05 - 0.03) < 0.005)
            #expect(abs(Double(clause.samples.count) / 16_000 - clause.speechSeconds - pause) < 1e-3)
        }
    }

    @Test func joinsDoNotClick() throws {
        let samples = try speak("One, and two, and three. Four! Five? And so on; and on.", VoiceSet(HummingVoice(), target: nil)).flatMap(\.samples)
        // The tone itself moves by 0.012 a sample.
        for (left, right) in zip(samples, samples.dropFirst()) { #expect(abs(left - right) < 0.0125) }
        #expect(samples.first == 0 && samples.last == 0)
    }

    @Test(arguments: [0.5, 1, 1.25, 2])
    func theRateIsKeptAndTheNaturalLengthKnown(_ rate: Double) throws {
        let clause = try #require(try speak("Exactly twenty letters", VoiceSet(HummingVoice(), target: nil)) { $0.rate = rate }.first)
        #expect(abs(clause.speechSeconds - 20 * 0.05 / rate) < 0.04)
        #expect(abs(clause.naturalSeconds - 1) < 0.07)
    }

    @Test func allClausesHaveOneGain() throws {
        var voice = HummingVoice()
        voice.level = 0.02
        let clauses = try speak("A short one. Then comes a sentence that is much longer than the first was.", VoiceSet(voice, target: LoudnessTarget(integrated: -20)))
        let peaks = clauses.map { $0.samples.max()! }
        #expect(abs(peaks[0] - peaks[1]) < 1e-3)
        var meter = try LoudnessMeter(sampleRate: 16_000)
        meter.add(clauses[1].samples)
        let measured = meter.integrated
        #expect(abs(try #require(measured) + 20) < 0.5)
    }

    @Test func aLanguageThatTheVoiceDoesNotSpeakIsSpokenByAnother() throws {
        let other = HummingVoice("other", languages: ["zh"], sampleRate: 24_000)
        let voices = VoiceSet(HummingVoice(), target: nil) { $0 == "zh" ? other : nil }
        let clause = try #require(try speak("Hello 你好你好 again", voices).first)
        #expect(clause.voices == ["hum", "other"] && clause.sampleRate == 16_000)
        // Resampled: fourteen letters, three pieces.
        #expect(abs(clause.speechSeconds - 14 * 0.05 - 3 * 0.03) < 0.03)
    }

    @Test func aScriptOfAnotherLanguageGoesToEspeak() throws {
        let clause = try #require(try speak("Привет", VoiceSet(HummingVoice(), target: nil)).first)
        #expect(clause.voices == ["espeak-ru"] && clause.speechSeconds > 0.2)
    }

    /// A hundred thousand characters are not made before they are asked for, and the sound is not kept.
    @Test func aLongTextComesClauseByClause() throws {
        let text = String(repeating: "It was the best of times, it was the worst of times. ", count: 2_000)
        #expect(text.count > 100_000)
        var voice = HummingVoice()
        voice.secondsPerLetter = 0.002
        var stream = try SpeechStream(text, voices: VoiceSet(voice, target: nil))
        var count = 0, longest = 0, said = 0
        while let clause = try stream.next() {
            count += 1
            said += clause.text.count
            longest = max(longest, clause.samples.count)
        }
        #expect(count >= 2_000 && longest < 16_000 * 2)
        #expect(said > 100_000 * 9 / 10)
    }

    @Test(arguments: ["", " \n\t ", "\u{200B}\u{3000}"])
    func anEmptyTextIsAnError(_ text: String) {
        let error = VoiceFixture.error { _ = try speak(text, VoiceSet(HummingVoice(), target: nil)) }
        #expect(error?.code == .request && error?.description.hasPrefix("nothing to speak") == true)
    }

    @Test(arguments: ["… — !!!", "😀😀", "𓂀𓃾𓅓", "ᚠᚢᚦ"])
    func aTextWithoutASoundIsAnError(_ text: String) {
        let error = VoiceFixture.error { _ = try speak(text, VoiceSet(HummingVoice(languages: ["xx"]), target: nil)) }
        #expect(error?.code == .request)
        #expect(error?.description == "nothing to speak in \"\(text)\": expected letters or figures of a script that a voice reads")
    }

    @Test(arguments: [0.49, 2.01, .nan])
    func aRateOutOfRangeIsAnError(_ rate: Double) {
        let error = VoiceFixture.error { _ = try speak("Hello", VoiceSet(HummingVoice(), target: nil)) { $0.rate = rate } }
        #expect(error?.description.contains("expected 0.5 (half as fast) to 2 (twice as fast)") == true)
    }
}
