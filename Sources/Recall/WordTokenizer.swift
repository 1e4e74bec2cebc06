internal import GRDB
private import Words

/// SQLite's full-text index over our own words: its built-in tokenizers take a run of Chinese characters as one word, so that no word in it is found.
final class WordTokenizer: FTS5CustomTokenizer {
    static let name = "taichu_words"

    init(db: Database, arguments: [String]) throws {}

    func tokenize(
        context: UnsafeMutableRawPointer?, tokenization: FTS5Tokenization, pText: UnsafePointer<CChar>?, nText: CInt, tokenCallback: @escaping FTS5TokenCallback
    ) -> CInt {
        guard let pText else { return ResultCode.SQLITE_OK.rawValue }
        let text = String(decoding: UnsafeRawBufferPointer(start: pText, count: Int(nText)), as: UTF8.self)
        for word in WordSplitter.words(of: text) {
            // Where a word stands in the text is for SQLite's own snippets, which we make ourselves.
            var stem = word.stem
            let status = stem.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { tokenCallback(context, 0, $0.baseAddress, CInt($0.count), 0, 0) }
            }
            guard status == ResultCode.SQLITE_OK.rawValue else { return status }
        }
        return ResultCode.SQLITE_OK.rawValue
    }
}
