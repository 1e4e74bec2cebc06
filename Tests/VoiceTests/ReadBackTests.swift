import Foundation
import Testing
import Voice

/// What `taichu voices` says of how well a voice is understood.
struct ReadBackTests {
    @Test(arguments: [(0.0249, "2.5 % of words"), (0, "0.0 % of words"), (0.0996, "10 % of words"), (0.115, "12 % of words"), (1.04, "104 % of words")])
    func anErrorIsReadInPercent(error: Double, text: String) {
        #expect(ReadBack(language: "en", error: error, unit: .words, sentences: 50).description == text)
    }

    /// The table is made from the benchmark's file: a voice of it is one that can be named, in a language that it speaks.
    @Test func figuresAreOfVoicesThatThereAre() throws {
        let voices = try VoiceFixture.catalogue.get().voices()
        #expect(!ReadBack.measured.isEmpty)
        for (name, figures) in ReadBack.measured {
            let voice = try #require(voices.first { $0.name == name }, "no voice is called \(name)")
            #expect(voice.readBack == figures && !figures.isEmpty)
            for figure in figures {
                #expect(voice.languages.contains(figure.language) && figure.sentences > 0 && figure.error >= 0)
            }
        }
        // Nobody measured a hundred languages.
        #expect(voices.contains { $0.readBack.isEmpty })
    }

    /// Chinese and Japanese do not part their words.
    @Test func theUnitFitsTheLanguage() {
        for figure in ReadBack.measured.values.joined() {
            #expect(figure.unit == (["zh", "ja", "ko"].contains(figure.language) ? .characters : .words))
        }
    }
}
