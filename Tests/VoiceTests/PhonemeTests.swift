import Foundation
import Support
import Testing
import Voice

struct PhonemeTests {
    @Test func englishHasItsPhonemesAndItsPunctuation() throws {
        // As `espeak-ng -v en-us --ipa` says them.
        #expect(try PhonemeText.ipa("Hello, world! 3.5 cats?", espeakVoice: "en-us") == "həlˈoʊ, wˈɜːld! θɹˈiː pɔɪnt fˈaɪv kˈæts?")
    }

    @Test func marksOfForeignWordsAreLeftOut() throws {
        let phonemes = try PhonemeText.ipa("der Computer", espeakVoice: "de")
        #expect(!phonemes.contains("(") && phonemes.contains("kɔmpjˈuː"))
    }

    @Test func kokoroKnowsEverySymbolOfEnglish() throws {
        let ipa = try PhonemeText.ipa("The young boy's nurse cheered loudly; I go to the church, eight miles away, for a better button and a bottle.", espeakVoice: "en-us")
        let symbols = KokoroEnglish.symbols(ipa)
        let known = try KokoroTable(VoiceModel.kokoro.directory(in: VoiceFixture.models)).symbols
        #expect(symbols.filter { known[String($0)] == nil }.isEmpty, "\(symbols)")
        for symbol in ["ʧ", "I", "O", "W", "A", "Y"] { #expect(symbols.contains(symbol), "\(symbol) in \(symbols)") }
        #expect(!symbols.contains("ː") && !symbols.contains("ɐ"))
    }

    // MARK: A voice's file

    private func file(_ change: (inout [String: Any]) -> Void) throws -> PiperVoiceFile {
        var contents: [String: Any] = [
            "audio": ["sample_rate": 16_000], "espeak": ["voice": "de"], "inference": ["noise_scale": 0.5, "length_scale": 1, "noise_w": 0.7],
            "phoneme_id_map": ["_": [0], "^": [1], "$": [2], "a": [3], "ç": [9], "c": [4], "\u{327}": [5], ",": [6]],
        ]
        change(&contents)
        let folder = try TemporaryFolder()
        return try PiperVoiceFile(path: folder.write("voice.onnx.json", Array(JSONSerialization.data(withJSONObject: contents))))
    }

    @Test func phonemesBecomeNumbersWithPadsBetween() throws {
        let file = try file { _ in }
        #expect(file.sampleRate == 16_000 && file.language == "de" && file.noiseScale == 0.5)
        // Letters and their marks are apart; what the voice does not know is left out.
        #expect(file.numbers(of: "aça, X") == [1, 0, 3, 0, 4, 0, 5, 0, 3, 0, 6, 0, 2])
        #expect(file.numbers(of: "X ,") == nil)
    }

    @Test func aBrokenFileSaysWhatIsWrong() throws {
        func message(_ change: (inout [String: Any]) -> Void) throws -> String {
            let error = VoiceFixture.error { _ = try file(change) }
            #expect(error?.code == .voice)
            return error?.description ?? ""
        }
        #expect(try message { $0["audio"] = nil }.contains("\"audio\" is missing"))
        #expect(try message { $0["audio"] = ["sample_rate": "fast"] }.contains("\"audio.sample_rate\" has another type"))
        #expect(try message { $0["audio"] = ["sample_rate": 1] }.contains("a sample rate of 1 Hz; expected 8,000 to 48,000"))
        #expect(try message { $0["phoneme_type"] = "pinyin" }.contains("its phonemes are of the kind \"pinyin\""))
        #expect(try message { $0["phoneme_id_map"] = ["a": [3]] }.contains("phoneme_id_map has no \"_\""))
        let folder = try TemporaryFolder()
        let text = try folder.write("x.json", Array("no JSON".utf8))
        #expect(VoiceFixture.error { _ = try PiperVoiceFile(path: text) }?.description.contains("it is not JSON") == true)
    }
}
