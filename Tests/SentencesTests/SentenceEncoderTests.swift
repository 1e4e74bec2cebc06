import Foundation
import Inference
import Sentences
import Support
import Testing

/// Beside the model's own program: the same tokens, vectors that point the same way.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SentenceEncoderTests {
    @Test func aTextIsCutIntoTheSamePieces() throws {
        let encoder = try SentenceFixture.encoder()
        for reference in try SentenceFixture.references() {
            #expect(encoder.tokens(of: reference.text, as: .passage) == [0] + reference.tokens + [2], "\(reference.text.prefix(60))")
        }
    }

    /// Its program works with 8 bits between the layers, ours with 32.
    @Test func vectorsPointTheSameWay() throws {
        var encoder = try SentenceFixture.encoder()
        for reference in try SentenceFixture.references() {
            for (role, expected) in [(SentenceEncoder.Role.question, reference.query), (.passage, reference.passage)] {
                let vector = try encoder.vector(of: reference.text, as: role)
                #expect(vector.count == SentenceEncoder.dimensions && abs(cosine(vector, vector) - 1) < 1e-6)
                #expect(cosine(vector, expected.map(Float.init)) >= 0.999, "\(role) \(reference.text.prefix(60))")
            }
        }
    }

    @Test func whatIsAboutTheSameIsNearer() throws {
        var encoder = try SentenceFixture.encoder()
        func similarity(_ question: String, _ passage: String) throws -> Double {
            cosine(try encoder.vector(of: question, as: .question), try encoder.vector(of: passage, as: .passage))
        }
        let budget = try similarity("How much money do we have?", "The budget for the garden is four thousand euros.")
        #expect(try budget > similarity("How much money do we have?", "The dog sleeps under the table."))
        // In another language, too.
        #expect(try similarity("How much money do we have?", "花园的预算是四千欧元。") > similarity("How much money do we have?", "狗在桌子下面睡觉。"))
    }

    @Test func anAccentBehindItsLetterIsOneWithIt() throws {
        let encoder = try SentenceFixture.encoder()
        #expect(encoder.tokens(of: "e\u{301}cole", as: .passage) == encoder.tokens(of: "école", as: .passage))
    }

    @Test func aVeryLongTextHasAVector() throws {
        var encoder = try SentenceFixture.encoder()
        let long = try encoder.vector(of: String(repeating: "The river rose overnight. 河水涨了。", count: 4000), as: .passage)
        #expect(cosine(long, try encoder.vector(of: "The river rose overnight. 河水涨了。", as: .passage)) > 0.8)
    }

    @Test func aMissingOrBrokenModelIsToldPlainly() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: SentenceError.self) { try SentenceEncoder.directory(in: folder.url) }
        #expect(missing?.code == .model && missing?.description.hasSuffix("run `make setup-language`") == true)
    }
}
