import CTCDecoding
import Foundation
import Testing

@Suite struct LanguageModelTests {
    private static let tiny = """
        made by hand
        \\data\\
        ngram 1=5
        ngram 2=3
        ngram 3=1

        \\1-grams:
        -1.0\t<s>\t-0.5
        -0.7\t</s>
        -0.4\tthe\t-0.3
        -0.9\tcat\t-0.2
        -1.1\tsat\t-0.1

        \\2-grams:
        -0.2 <s> the -0.15
        -0.3 the cat -0.25
        -0.6 cat sat

        \\3-grams:
        -0.1 <s> the cat

        \\end\\

        """

    /// log₁₀ of a sentence, word by word.
    private func score(_ words: [String], _ model: LanguageModel) -> [Float?] {
        var history = model.start
        return words.map { word in
            let found = model.score(word, after: history)
            history = found.history
            return found.log.map { $0 / log(10) }
        }
    }

    @Test func backOffByHand() throws {
        let model = try withTemporaryFile(Self.tiny) { try LanguageModel(path: $0) }
        #expect(model.order == 3)
        func expect(_ words: [String], _ expected: [Float]) {
            for (found, expected) in zip(score(words, model), expected) { #expect(abs((found ?? 0) - expected) < 1e-4) }
        }
        // P(the|<s>); P(cat|<s> the); the trigram "the cat sat" is not there: back-off of "the cat" and P(sat|cat).
        expect(["the", "cat", "sat"], [-0.2, -0.1, -0.25 - 0.6])
        // Nor is the bigram "<s> cat": back-off of "<s>" and P(cat).
        expect(["cat", "the"], [-0.5 - 0.9, -0.2 - 0.4])
        // The history "the the" is unknown as a whole: it costs nothing, that of "the" does.
        expect(["the", "the", "the"], [-0.2, -0.15 - 0.3 - 0.4, -0.3 - 0.4])
        var history = model.start
        for word in ["the", "cat", "sat"] { history = model.score(word, after: history).history }
        #expect(abs(model.end(after: history) / log(10) - (0 - 0.1 - 0.7)) < 1e-4)
        // The other case is the same word; a stranger has no probability here, and what follows knows nothing before it.
        #expect(model.score("THE", after: model.start).isKnown)
        let stranger = model.score("dog", after: model.start)
        #expect(stranger.log == nil)
        #expect(!stranger.isKnown)
        #expect(abs((model.score("cat", after: stranger.history).log ?? 0) / log(10) - -0.9) < 1e-4)
    }

    @Test(arguments: 1...5, [1, 2, 3])
    func everyOrderAgreesWithItsTable(_ order: Int, _ seed: UInt64) throws {
        let words = ["a", "b", "会", "don't", "e"]
        let arpa = ARPA.random(order: order, words: words, seed: seed + 10 * UInt64(order))
        let model = try withTemporaryFile(arpa.text) { try LanguageModel(path: $0) }
        #expect(model.order == arpa.order)
        var dice = Dice(state: seed)
        for _ in 0..<40 {
            let sentence = (0..<8).map { _ in Bool.random(using: &dice) ? "stranger" : words.randomElement(using: &dice) ?? "a" }
            var said = ["<s>"]
            for (word, found) in zip(sentence, score(sentence, model)) {
                said.append(word == "stranger" ? "<unk>" : word)
                let expected = arpa.log10(Array(said.suffix(arpa.order)))
                #expect(abs(Double(found ?? 0) - expected) < 2e-4, "\(said)")
            }
        }
    }

    @Test func theBestTextIsTheBestOfAll() throws {
        let arpa = ARPA.random(order: 3, words: ["a", "b", "ab", "ba"], seed: 4)
        let model = try withTemporaryFile(arpa.text) { try LanguageModel(path: $0) }
        let vocabulary = try CTCVocabulary(tokens: ["_", "|", "A", "B"], blank: 0, wordDelimiter: "|")
        var options = CTCOptions.exhaustive
        options.languageWeight = 0.8
        options.wordBonus = 0.6
        options.unknownWord = -3
        func language(_ text: [Int]) -> Double {
            let words = text.split(separator: 1).map { $0.map { $0 == 2 ? "a" : "b" }.joined() }
            var said = ["<s>"]
            var sum = 0.0
            for word in words {
                let isKnown = arpa.entries[[word]] != nil
                said.append(isKnown ? word : "<unk>")
                sum += 0.8 * (arpa.log10(Array(said.suffix(3))) * Foundation.log(10) + (isKnown ? 0 : -3)) + 0.6
            }
            return words.isEmpty ? 0 : sum + 0.8 * arpa.log10(Array((said + ["</s>"]).suffix(3))) * Foundation.log(10)
        }
        for seed in 1...12 as ClosedRange<UInt64> {
            let rows = Rows.random(frames: 6, width: 4, evenness: 1.5, seed: seed)
            let truth = BruteForce(rows, width: 4, blank: 0, delimiter: 1)
            var decoder = CTCDecoder(vocabulary, options, languageModel: model)
            try decoder.append(rows)
            for hypothesis in decoder.hypotheses(isOver: true) {
                #expect(abs(Double(hypothesis.language) - language(hypothesis.tokens.map(\.id))) < 5e-4)
            }
            let best = truth.texts.max { $0.value.log + language($0.key) < $1.value.log + language($1.key) }
            #expect(decoder.best(isOver: true).tokens.map(\.id) == best?.key)
        }
    }

    /// Each character is a word of the model, as soon as it is there.
    @Test func charactersAreScoredOneByOne() throws {
        let arpa = ARPA(entries: [
            ["<s>"]: (-1, -0.1), ["</s>"]: (-1, 0), ["会"]: (-0.5, -0.2), ["议"]: (-0.6, -0.3), ["AI"]: (-0.7, -0.1), ["<s>", "会"]: (-0.2, 0), ["会", "议"]: (-0.1, 0),
        ])
        let model = try withTemporaryFile(arpa.text) { try LanguageModel(path: $0) }
        let vocabulary = try CTCVocabulary(tokens: ["_", "会", "议", "A", "I"], blank: 0)
        var options = CTCOptions()
        options.languageWeight = 1
        options.wordBonus = 0
        var decoder = CTCDecoder(vocabulary, options, languageModel: model)
        try decoder.append(Rows.saying([1, 2, 3, 4], width: 5, certainty: 0.999))
        #expect(abs(decoder.best().language / log(10) - (-0.2 - 0.1)) < 1e-4)
        try decoder.append(Rows.saying([1], width: 5, certainty: 0.999))
        #expect(abs(decoder.best().language / log(10) - (-0.2 - 0.1 - 0.3 - 0.7 - 0.1 - 0.5)) < 1e-4)
    }

    @Test(arguments: [
        ("", "there is no \\data\\ line; expected a language model in ARPA form"),
        ("hello\nworld\n", "there is no \\data\\ line; expected a language model in ARPA form"),
        ("\\data\\\n", ":1: no counts after \\data\\; expected \"ngram 1=…\""),
        ("\\data\\\nngram 1=0\n\\1-grams:\n\\end\\\n", ":3: the model has no unigrams; expected at least one word"),
        ("\\data\\\nngram 2=1\n", ":2: \"ngram 2=1\" is no count of 1-grams; expected \"ngram 1=\" and their number"),
        ("\\data\\\nngram 1=x\n", ":2: \"ngram 1=x\" is no count of 1-grams; expected \"ngram 1=\" and their number"),
        ("\\data\\\nngram 1=999999999\n", ":2: 999999999 1-grams; expected 0 to 33554432"),
        ("\\data\\\nngram 1=-4\n", ":2: -4 1-grams; expected 0 to 33554432"),
        ((["\\data\\"] + (1...6).map { "ngram \($0)=1" }).joined(separator: "\n"), ":7: n-grams of more than 5 words; expected a model of order 1 to 5"),
        ("\\data\\\nngram 1=1\n\\2-grams:\n", ":3: \"\\2-grams:\" where \"\\1-grams:\" was expected; the file may be cut short or its counts wrong"),
        ("\\data\\\nngram 1=2\n\\1-grams:\n-1 a\n", ":4: the file ends after 1 of 2 1-grams; it was cut short"),
        ("\\data\\\nngram 1=2\n\\1-grams:\n-1 a\n\\end\\\n", ":5: \"\\end\\\" after 1 of the 2 1-grams that the counts promise"),
        ("\\data\\\nngram 1=1\n\\1-grams:\n-1 a\n-1 b\n\\end\\\n", ":5: \"-1 b\" where \"\\end\\\" was expected; the file may be cut short or its counts wrong"),
        ("\\data\\\nngram 1=1\n\\1-grams:\n-1 a", ":4: the end of the file where \"\\end\\\" was expected; the file may be cut short or its counts wrong"),
        ("\\data\\\nngram 1=1\n\\1-grams:\n-1\n\\end\\\n", ":4: 1 fields in a line of 1-grams; expected a probability, 1 word"),
        ("\\data\\\nngram 1=1\n\\1-grams:\nnan a\n\\end\\\n", ":4: \"nan\" is no log probability; expected a number"),
        ("\\data\\\nngram 1=1\n\\1-grams:\n0.5 a\n\\end\\\n", ":4: log probability 0.5 is above 0"),
        ("\\data\\\nngram 1=1\n\\1-grams:\n-1 a x\n\\end\\\n", ":4: \"x\" is no back-off weight; expected a number"),
        ("\\data\\\nngram 1=2\n\\1-grams:\n-1 a\n-1 a\n\\end\\\n", ":5: the word \"a\" stands there twice; expected each word once"),
        ("\\data\\\nngram 1=1\nngram 2=1\n\\1-grams:\n-1 a 0\n\\2-grams:\n-1 a b\n\\end\\\n", ":7: the word \"b\" is none of the unigrams"),
        ("\\data\\\nngram 1=1\n\\1-grams:\n-1 a\u{0}\n\\end\\\n", ":4: a zero byte; this is no text"),
        ("""
        \\data\\
        ngram 1=1
        ngram 2=1
        ngram 3=0
        ngram 4=1
        \\1-grams:
        -1 a 0
        \\2-grams:
        -1 a a 0
        \\3-grams:
        \\4-grams:
        -1 a a a a
        \\end\\
        """, ":12: a 4-gram whose last 3 words are no 3-gram; sphinxbase needs them, as a model without pruning has them"),
    ])
    func theMessage(_ text: String, _ message: String) throws {
        try withTemporaryFile(text) { path in
            #expect { try LanguageModel(path: path) } throws: { "\($0)" == (message.hasPrefix(":") ? path + message : "\(path): \(message)") }
        }
    }

    @Test func whatIsNoPlainFile() throws {
        #expect { try LanguageModel(path: "/nonexistent.arpa") } throws: {
            "\($0)" == "/nonexistent.arpa: the language model cannot be opened: No such file or directory; name an existing file"
        }
        try withTemporaryFile(Self.tiny, "arpa.gz") { path in
            #expect { try LanguageModel(path: path) } throws: { "\($0)" == "\(path): a language model is read as plain text; unpack the .gz file first" }
        }
    }

    /// Whatever a disk or a transfer made of a file: an error or a model, never the end of the process.
    @Test func damagedFilesAreNoTrouble() throws {
        let good = Array(ARPA.random(order: 4, words: ["a", "b", "c"], seed: 3).text.utf8)
        var dice = Dice(state: 8)
        for round in 0..<150 {
            var bytes = good
            switch round % 3 {
            case 0: bytes.removeSubrange(Int.random(in: 0..<bytes.count, using: &dice)...)
            case 1: bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
            default:
                let start = Int.random(in: 0..<bytes.count, using: &dice)
                bytes.removeSubrange(start..<min(bytes.count, start + 30))
            }
            try withTemporaryFile(String(decoding: bytes, as: UTF8.self)) { path in
                do {
                    let model = try LanguageModel(path: path)
                    _ = score(["a", "b", "c", "a", "b"], model)
                } catch let error as CTCError {
                    #expect(!error.description.contains("\n"))
                }
            }
        }
    }

    @Test func anOrderWithoutEntriesIsNone() throws {
        let text = "\\data\\\nngram 1=2\nngram 2=1\nngram 3=0\n\\1-grams:\n-1 a -0.5\n-2 b 0\n\\2-grams:\n-0.3 a b 0\n\\3-grams:\n\\end\\\n"
        let model = try withTemporaryFile(text) { try LanguageModel(path: $0) }
        #expect(abs((score(["a", "b"], model)[1] ?? 0) - -0.3) < 1e-3)
        #expect(abs((score(["a", "b", "a"], model)[2] ?? 0) - -1) < 1e-3)
        #expect(abs((score(["b", "a", "a"], model)[2] ?? 0) - -1.5) < 1e-3)
    }
}
