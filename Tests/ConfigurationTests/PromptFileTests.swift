import Configuration
import Testing

struct PromptFileTests {
    @Test func instructionAndExamplesAreRead() throws {
        let file = try PromptFile.read(
            text: "instruction = \"Good or bad?\"\ntemperature = 0.5\n[[example]]\nquestion = \"Fine!\"\nanswer = \"good\"\n[[example]]\nquestion = \"Meh.\"\nanswer = \"bad\"\n", name: "f")
        #expect(file.instruction == "Good or bad?" && file.temperature == 0.5 && file.maximumTokens == 256)
        #expect(file.examples.map(\.answer) == ["good", "bad"])
    }

    @Test(arguments: [
        ("temprature = 1\n", "f:1:1: unknown key \"temprature\" in a file of examples, beside [[example]]; did you mean \"temperature\"?"),
        ("temperature = 9\n", "f:1:15: temperature = 9 is not possible, expected a number: 0.0 to 5.0"),
        ("[[example]]\nquestion = \"a\"\n", "f:1:1: an example needs its answer: add answer = \"…\""),
        ("[example]\nquestion = \"a\"\n", "f:1:2: a example is written [[example]], with double brackets: a profile may have several"),
        ("instruction = \n", "f:1:"),
    ])
    func whatIsWrongIsSaidWithItsPlace(_ text: String, _ message: String) {
        #expect { try PromptFile.read(text: text, name: "f") } throws: { "\($0)".hasPrefix(message) }
    }
}
