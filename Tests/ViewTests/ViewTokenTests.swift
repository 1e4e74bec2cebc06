import Testing
import View

@Suite struct ViewTokenTests {
    @Test func everyTokenIsAnother() {
        let tokens = Set((0..<100).map { _ in "\(ViewToken())" })
        #expect(tokens.count == 100)
        for token in tokens { #expect(token.utf8.count == 32 && ViewToken(token) != nil) }
    }

    @Test(arguments: ["", "short", "with a space in the middle", "0123456789abcde&", String(repeating: "a", count: 129), "ключключключключ"])
    func whatCouldBeGuessedOrMustBeEscapedIsNoToken(text: String) {
        #expect(ViewToken(text) == nil)
    }
}
