import Speech
import Testing

struct ChineseScriptTests {
    @Test func traditionalBecomesSimplified() throws {
        #expect(try ChineseScript(.simplified)?.convert("會議") == "会议")
        #expect(try ChineseScript(.traditional)?.convert("会议") == "會議")
        #expect(try ChineseScript(.asHeard) == nil)
    }
}
