import Spoken
import Testing

@Suite struct MandarinPhonemesTests {
    @Test(arguments: [
        ("银行行长说，他得去北京。", "yin2 hang2 hang2 zhang3 shuo1 ta1 dei3 qu4 bei3 jing1"), ("音乐让人快乐", "yin1 yue4 rang4 ren2 kuai4 le4"), ("重庆的长江很长", "chong2 qing4 de5 chang2 jiang1 hen3 chang2"), ("校长长得很高", "xiao4 zhang3 zhang3 de5 hen3 gao1"),
        ("他还没还书", "ta1 hai2 mei2 huan2 shu1"), ("首都都好", "shou3 du1 dou1 hao3"), ("高兴地跑在地上", "gao1 xing4 de5 pao3 zai4 di4 shang4"), ("他在行动", "ta1 zai4 xing2 dong4"), ("走不了", "zou3 bu4 liao3"), ("为了孩子", "wei4 le5 hai2 zi5"),
        ("他睡着了", "ta1 shui4 zhao2 le5"), ("朝着太阳", "chao2 zhe5 tai4 yang5"), ("音樂，銀行", "yin1 yue4 yin2 hang2"), ("著名，乾隆", "zhu4 ming2 qian2 long2"), ("子弹打佛像", "zi3 dan4 da3 fo2 xiang4"), ("薄弱，很薄", "bo2 ruo4 hen3 bao2"),
    ])
    func aCharacterIsReadByItsWord(text: String, pinyin: String) { #expect(MandarinPhonemes.pinyin(text) == pinyin) }

    @Test(arguments: [
        ("你好", "ni2 hao3"), ("我很好", "wo3 hen2 hao3"), ("小老虎", "xiao3 lao2 hu3"), ("展览馆", "zhan2 lan2 guan3"), ("我也想买", "wo2 ye3 xiang2 mai3"), ("不要", "bu2 yao4"), ("不好", "bu4 hao3"), ("好不好", "hao3 bu5 hao3"), ("一个", "yi2 ge5"),
        ("一起", "yi4 qi3"), ("看一看", "kan4 yi5 kan4"), ("第一天", "di4 yi1 tian1"), ("二零一九", "er4 ling2 yi1 jiu3"), ("一月一号", "yi1 yue4 yi1 hao4"), ("统一", "tong3 yi1"), ("一百", "yi4 bai3"),
    ])
    func tonesChangeBesideOthers(text: String, pinyin: String) { #expect(MandarinPhonemes.pinyin(text) == pinyin) }

    @Test(arguments: [("玩儿", "wan2r"), ("在这儿", "zai4 zhe4r"), ("女儿", "nü3 er2"), ("儿子", "er2 zi5"), ("这儿子", "zhe4 er2 zi5"), ("一会儿", "yi2 hui4r"), ("谢谢", "xie4 xie5"), ("妈妈", "ma1 ma5"), ("桌子", "zhuo1 zi5"), ("电子", "dian4 zi3")])
    func suffixesAreLight(text: String, pinyin: String) { #expect(MandarinPhonemes.pinyin(text) == pinyin) }

    @Test func pinyinKeepsThePunctuation() {
        #expect(MandarinPhonemes.pinyinText("你好，朋友！") == "ni2 hao3, peng2 you5!")
        #expect(MandarinPhonemes.pinyinText("一会儿见。").hasSuffix("hui4 er5 jian4."))
    }

    @Test func symbolsAreKokoros() {
        #expect(MandarinPhonemes.symbols("你好，世界！") == "ni↗xau↓, ʂɨ↘ʨje↘!")
        #expect(MandarinPhonemes.symbols("玩儿") == "wa↗ɻ")
        #expect(MandarinPhonemes.symbols("《红楼梦》（上）……") == "“xʊ↗ŋlou↗mə↘ŋ” (ʂa↘ŋ)…")
        #expect(MandarinPhonemes.symbols("abc") == "")
        #expect(MandarinPhonemes.symbols("") == "")
    }

    /// The symbols of Kokoro-82M's vocabulary.
    static let vocabulary = Set(
        #";:,.!?—…"()“” ̃ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ"#.unicodeScalars)

    /// Every character of the basic block of ideographs is read, and in symbols that the voices know.
    @Test func everyCharacterHasItsSymbols() {
        var unread = 0
        for value in 0x4E00...0x9FA5 as ClosedRange<UInt32> {
            let character = String(Unicode.Scalar(value)!)
            let symbols = MandarinPhonemes.symbols(character)
            if symbols.isEmpty { unread += 1 }
            #expect(Self.vocabulary.isSuperset(of: symbols.unicodeScalars), "\(character) \(symbols)")
        }
        #expect(unread < 100)
    }
}
