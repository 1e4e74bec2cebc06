import Testing
import Words

struct WordSplitterTests {
    private func folded(_ text: String) -> [String] { WordSplitter.words(of: text).map(\.folded) }
    private func stems(_ text: String) -> [String] { WordSplitter.words(of: text).map(\.stem) }

    @Test func wordsLoseCaseAccentsAndPossessives() {
        #expect(folded("Don't touch André’s CAFÉ, it's John's.") == ["dont", "touch", "andre", "cafe", "it", "john"])
        #expect(folded("l’eau, 3.5 % & 'quoted'") == ["l", "eau", "3", "5", "quoted"])
        #expect(folded("Ｆｕｌｌ　ｗｉｄｔｈ １２") == ["full", "width", "12"])
    }

    @Test func chineseIsTakenByCharactersAndInOneScript() {
        #expect(folded("預算會議，用Python寫") == ["预", "算", "会", "议", "用", "python", "写"])
        #expect(folded("音楽とコーヒー") == ["音", "楽", "と", "コ", "ー", "ヒ", "ー"])
        #expect(folded("예산을") == ["예", "산", "을"])
    }

    @Test func anEmojiIsAWord() {
        #expect(folded("good 👍🏽 morning ☕️!") == ["good", "👍", "morning", "☕"])
    }

    @Test func pluralsFallTogether() {
        #expect(stems("budgets parties boxes glass bus dogs 1990s as") == ["budget", "party", "boxe", "glass", "bus", "dog", "1990", "as"])
        #expect(stems("budget party dog") == ["budget", "party", "dog"])
    }

    @Test func whereAWordStandsIsTold() {
        let text = "say «Éric's 预算»"
        #expect(WordSplitter.words(of: text).map { String(text[$0.range]) } == ["say", "Éric's", "预", "算"])
    }

    @Test(arguments: ["", " ", "。，！", "\u{0}", "\u{FFFD}", "\u{301}", "'", "’’"])
    func whereThereIsNoWordThereIsNone(_ text: String) {
        #expect(folded(text).isEmpty)
    }

    @Test func traditionalCharactersAreFoldedOneByOne() {
        #expect(HanFolding.simplified("體育館裡的電腦") == "体育馆里的电脑")
        #expect(HanFolding.simplified("abc 龍") == "abc 龙")
    }
}
