import Inference
import Testing

struct RuntimeTests {
    @Test func aModelThatIsNotThereIsOneLine() throws {
        let runtime = try Runtime()
        do {
            _ = try runtime.compile("/nonexistent/model.xml")
            Issue.record("a missing model was compiled")
        } catch {
            #expect(error.code == .runtime)
            #expect(error.description.hasPrefix("compiling /nonexistent/model.xml: OpenVINO says: "))
            #expect(!error.description.contains("\n"))
        }
    }
}
