private import CSphinx
private import Foundation
private import Synchronization

/// An n-gram language model in ARPA form, read and scored by sphinxbase.
package final class LanguageModel: Sendable {
    /// What was said before a word, as far as the model remembers it: up to four words, the newest first.
    package struct History: Equatable, Sendable {
        fileprivate var words = SIMD4<Int32>(repeating: -1)

        fileprivate func followed(by word: Int32) -> History {
            History(words: [word, words[0], words[1], words[2]])
        }
    }

    private static let mostBytes = 8 << 30
    /// Base of the library's whole-numbered logarithms: steps of 1e-5, down to −5,000.
    private static let base = 1.000_01

    private struct Handle: ~Copyable {
        let model: OpaquePointer
        let logarithms: OpaquePointer

        deinit {
            ngram_model_free(model)
            logmath_free(logarithms)
        }
    }

    // The library keeps the last history's back-off inside the model: one call at a time.
    private let handle: Mutex<Handle>
    private let unknown: Int32?
    private let sentenceEnd: Int32?
    /// 1 to 5.
    package let order: Int
    /// The history at the start of a text.
    package let start: History

    /// Reads a file after checking it line by line: the library itself trusts what it is given.
    package init(path: String) throws(CTCError) {
        if let suffix = [".gz", ".Z", ".bz2"].first(where: path.hasSuffix) {
            throw CTCError(code: .languageModel, "\(path): a language model is read as plain text; unpack the \(suffix) file first")
        }
        try ARPACheck.check(try PlainFile.bytes(path, kind: "language model", limit: Self.mostBytes), name: path)
        taichu_sphinx_silence()
        guard let logarithms = logmath_init(Self.base, 0, 0) else {
            throw CTCError(code: .languageModel, "\(path): sphinxbase has no memory for its logarithms")
        }
        guard let model = ngram_model_read(nil, path, NGRAM_ARPA, logarithms) else {
            logmath_free(logarithms)
            throw CTCError(code: .languageModel, "\(path): sphinxbase cannot read this language model; expected an ARPA file")
        }
        order = Int(ngram_model_get_size(model))
        func id(_ names: String...) -> Int32? { names.lazy.compactMap { Self.id($0, model) }.first }
        unknown = id("<unk>", "<UNK>")
        sentenceEnd = id("</s>", "</S>")
        start = id("<s>", "<S>").map { History().followed(by: $0) } ?? History()
        handle = Mutex(Handle(model: model, logarithms: logarithms))
    }

    /// The model's number of exactly this word.
    private static func id(_ word: String, _ model: OpaquePointer) -> Int32? {
        let id = ngram_wid(model, word)
        // The library answers with <UNK> for what it does not know.
        guard id >= 0, let found = ngram_word(model, id), String(cString: found) == word else { return nil }
        return id
    }

    /// Natural log probability of a word after a history, and the history after it.
    ///
    /// A word is looked up as it is, then in lower and in upper case. Nil as probability: neither the word nor `<unk>` is in the model.
    package func score(_ word: String, after history: History) -> (log: Float?, history: History, isKnown: Bool) {
        handle.withLock { handle in
            let known = Self.id(word, handle.model) ?? Self.id(word.lowercased(), handle.model) ?? Self.id(word.uppercased(), handle.model)
            guard let id = known ?? unknown else { return (nil, History(), false) }
            return (log(of: id, after: history, handle.model), history.followed(by: id), known != nil)
        }
    }

    /// Natural log probability that the text ends after a history; 0 where the model has no `</s>`.
    package func end(after history: History) -> Float {
        guard let sentenceEnd else { return 0 }
        return handle.withLock { log(of: sentenceEnd, after: history, $0.model) }
    }

    private func log(of word: Int32, after history: History, _ model: OpaquePointer) -> Float {
        var words = (history.words[0], history.words[1], history.words[2], history.words[3])
        var used: Int32 = 0
        let score = withUnsafeMutableBytes(of: &words) { bytes in
            ngram_ng_score(model, word, bytes.bindMemory(to: Int32.self).baseAddress, Int32(order - 1), &used)
        }
        return Float(Double(score) * Foundation.log(Self.base))
    }
}
