import CTCDecoding
import Foundation
import Testing

/// A phrase a line, and one clear line for each way in which a file can be wrong.
@Suite struct HotWordListTests {
    private func read(_ text: String) throws -> HotWordList { try HotWordList(text: Array(text.utf8), name: "hot.txt") }

    private func message(_ bytes: [UInt8]) -> String? {
        do {
            _ = try HotWordList(text: bytes, name: "hot.txt")
            return nil
        } catch {
            return error.description
        }
    }

    @Test func aPhraseALine() throws {
        let list = try read("\u{FEFF}# people\nAda  Lovelace\r\n\n Zuse\t3\n会议\t 0.5 \r\n  # nobody\nAda Lovelace\t2")
        #expect(
            list.entries == [
                .init(phrase: "Ada Lovelace", weight: 2), .init(phrase: "Zuse", weight: 3), .init(phrase: "会议", weight: 0.5),
            ])
        #expect(try read("one\n").entries == [.init(phrase: "one", weight: HotWordList.usualWeight)])
    }

    @Test(arguments: [
        ("", "hot.txt: no phrase stands in this hot-word file; write one a line, or leave the file out"),
        ("# nothing\n\n", "hot.txt: no phrase stands in this hot-word file; write one a line, or leave the file out"),
        ("a\n\t2\n", "hot.txt:2: a weight without a phrase; write the phrase before the tab"),
        ("a\tb\tc\n", "hot.txt:1: 2 tabs; expected a phrase, and at most one tab with its weight after it"),
        ("a\t\n", #"hot.txt:1: weight "" is not possible; expected a number above 0 and up to 20, such as 1.5"#),
        ("a\n\nb\theavy\n", #"hot.txt:3: weight "heavy" is not possible; expected a number above 0 and up to 20, such as 1.5"#),
        ("a\tnan\n", #"hot.txt:1: weight "nan" is not possible; expected a number above 0 and up to 20, such as 1.5"#),
        ("a\t-1\n", #"hot.txt:1: weight "-1" is not possible; expected a number above 0 and up to 20, such as 1.5"#),
        ("...\n", #"hot.txt:1: "..." has neither letter nor digit; expected a word"#),
        ("a\u{1}b\n", "hot.txt:1: a control character in the phrase; expected plain text"),
        (String(repeating: "a", count: 201), "hot.txt:1: a phrase of 201 characters; expected at most 200"),
    ])
    func theMessage(_ text: String, _ expected: String) {
        #expect(message(Array(text.utf8)) == expected)
    }

    @Test func otherEncodingsAreNamedWithTheirLine() {
        #expect(message(Array("caf".utf8) + [0x0A, 0xE9, 0x0A]) == "hot.txt:2: this is not UTF-8; save the file in that encoding")
    }

    @Test(arguments: [
        ("/nonexistent/hot.txt", "/nonexistent/hot.txt: the hot-word file cannot be opened: No such file or directory; name an existing file"),
        ("/usr", "/usr: this is no ordinary file; expected a hot-word file"), ("/dev/zero", "/dev/zero: this is no ordinary file; expected a hot-word file"),
    ])
    func whatIsNoFile(_ path: String, _ expected: String) {
        #expect { try HotWordList(path: path) } throws: { "\($0)" == expected }
    }

    @Test func aHundredThousandPhrasesAreRead() throws {
        let text = (0..<100_000).map { "word\($0) again" }.joined(separator: "\n")
        #expect(try read(text).entries.count == 100_000)
    }
}
