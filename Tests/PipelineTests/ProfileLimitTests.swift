import Configuration
import Speech
import Testing

/// The longest utterance that a profile may ask for is one that the second pass takes whole.
@Test func theLongestUtteranceOfAProfileIsHeardToItsEnd() throws {
    let profile = try ProfileReader.read(text: "[speech]\nmaximum_utterance_ms = 25000\n", name: "longest")
    #expect(profile.speech.maximumUtteranceMs * 16 <= SecondPass.mostSamples)
    #expect(throws: ProfileError.self) {
        try ProfileReader.read(text: "[speech]\nmaximum_utterance_ms = 25001\n", name: "longer")
    }
}
