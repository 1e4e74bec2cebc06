/// Checks a language model in ARPA form before a library that trusts it reads it: wrong counts, words or numbers there would
/// bring wrong scores or the process down.
///
/// The form: `\data\`, the counts `ngram 1=…`, then for each order its header and its lines (log₁₀ probability, words, log₁₀
/// back-off), then `\end\`. Empty lines and lines with `#` do not count.
struct ARPACheck: ~Copyable {
    private static let mostOrders = 5
    /// More of one order do not fit the library's indices.
    private static let mostEntries = 1 << 25

    private let bytes: UnsafeBufferPointer<UInt8>
    private let name: String
    private var place = 0
    private var number = 0
    private var words: [UInt64: Int32] = [:]
    /// Hashes of the n-grams of the order before, where they are needed.
    private var shorter: Set<UInt64> = []

    static func check(_ bytes: [UInt8], name: String) throws(CTCError) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(CTCError) in
            var check = ARPACheck(bytes: buffer, name: name)
            try check.run()
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, name: String) {
        self.bytes = bytes
        self.name = name
    }

    private mutating func run() throws(CTCError) {
        while true {
            guard let line = try nextLine() else {
                throw CTCError(code: .languageModel, "\(name): there is no \\data\\ line; expected a language model in ARPA form")
            }
            if text(line) == "\\data\\" { break }
        }
        var counts: [Int] = []
        var line = try nextLine()
        while let current = line, let count = try count(current, order: counts.count + 1) {
            counts.append(count)
            line = try nextLine()
        }
        guard !counts.isEmpty else { throw error("no counts after \\data\\; expected \"ngram 1=…\"") }
        guard counts[0] > 0 else { throw error("the model has no unigrams; expected at least one word") }
        for order in 1...counts.count {
            guard let header = line, text(header) == "\\\(order)-grams:" else {
                throw error("\(line.map { "\"\(text($0).prefix(40))\"" } ?? "the end of the file") where \"\\\(order)-grams:\" was expected; the file may be cut short or its counts wrong")
            }
            try readSection(order: order, of: counts.count, count: counts[order - 1])
            line = try nextLine()
        }
        guard let end = line, text(end) == "\\end\\" else {
            throw error("\(line.map { "\"\(text($0).prefix(40))\"" } ?? "the end of the file") where \"\\end\\\" was expected; the file may be cut short or its counts wrong")
        }
    }

    /// N of a line `ngram order=N`; nil for a line that is no count.
    private func count(_ line: Range<Int>, order: Int) throws(CTCError) -> Int? {
        let text = text(line)
        guard text.hasPrefix("ngram") else { return nil }
        let sides = text.dropFirst(5).split(separator: "=", omittingEmptySubsequences: false)
        guard sides.count == 2, let number = Int(sides[0].trimmingSpaces), let count = Int(sides[1].trimmingSpaces), number == order else {
            throw error("\"\(text.prefix(40))\" is no count of \(order)-grams; expected \"ngram \(order)=\" and their number")
        }
        guard order <= Self.mostOrders else { throw error("n-grams of more than \(Self.mostOrders) words; expected a model of order 1 to \(Self.mostOrders)") }
        guard (0...Self.mostEntries).contains(count) else { throw error("\(count) \(order)-grams; expected 0 to \(Self.mostEntries)") }
        return count
    }

    private mutating func readSection(order: Int, of orders: Int, count: Int) throws(CTCError) {
        var these: Set<UInt64> = []
        let isRemembered = order >= 3 && order < orders
        if order == 1 { words.reserveCapacity(count) }
        for index in 0..<count {
            guard let line = try nextLine() else { throw error("the file ends after \(index) of \(count) \(order)-grams; it was cut short") }
            guard bytes[line.lowerBound] != UInt8(ascii: "\\") else {
                throw error("\"\(text(line).prefix(40))\" after \(index) of the \(count) \(order)-grams that the counts promise")
            }
            let fields = fields(line)
            let hasBackOff = fields.count == order + 2
            guard fields.count == order + 1 || (hasBackOff && order < Self.mostOrders) else {
                throw error("\(fields.count) fields in a line of \(order)-grams; expected a probability, \(order) word\(order == 1 ? "" : "s")\(order < orders ? " and a back-off weight" : "")")
            }
            try checkNumber(fields[0], isProbability: true)
            if hasBackOff { try checkNumber(fields[order + 1], isProbability: false) }
            if order == 1 {
                guard words.updateValue(Int32(index), forKey: hash(fields[1])) == nil else {
                    throw error("the word \"\(text(fields[1]))\" stands there twice; expected each word once")
                }
                continue
            }
            var ids: [Int32] = []
            for field in fields[1...order] {
                guard let id = words[hash(field)] else { throw error("the word \"\(text(field))\" is none of the unigrams") }
                ids.append(id)
            }
            // Back-off is followed through the words before: the library computes it wrongly over a gap.
            if order >= 4, !shorter.contains(hash(ids[1...])) {
                throw error("a \(order)-gram whose last \(order - 1) words are no \(order - 1)-gram; sphinxbase needs them, as a model without pruning has them")
            }
            if isRemembered { these.insert(hash(ids[...])) }
        }
        shorter = these
    }

    private func checkNumber(_ field: Range<Int>, isProbability: Bool) throws(CTCError) {
        guard let value = Double(text(field)), value.isFinite, abs(value) < 1_000 else {
            throw error("\"\(text(field).prefix(40))\" is no \(isProbability ? "log probability" : "back-off weight"); expected a number")
        }
        if isProbability, value > 0 { throw error("log probability \(text(field)) is above 0") }
    }

    // MARK: Lines and fields

    /// The next line that counts, without the space around it.
    private mutating func nextLine() throws(CTCError) -> Range<Int>? {
        while place < bytes.count {
            number += 1
            var end = place
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
                guard bytes[end] != 0 else { throw error("a zero byte; this is no text") }
                end += 1
            }
            var start = place
            place = end + 1
            if number == 1, end - start >= 3, bytes[start] == 0xEF, bytes[start + 1] == 0xBB, bytes[start + 2] == 0xBF { start += 3 }
            while start < end, Self.isSpace(bytes[start]) { start += 1 }
            while start < end, Self.isSpace(bytes[end - 1]) { end -= 1 }
            if start < end, bytes[start] != UInt8(ascii: "#") { return start..<end }
        }
        return nil
    }

    private func fields(_ line: Range<Int>) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var start = line.lowerBound
        while start < line.upperBound {
            var end = start
            while end < line.upperBound, !Self.isSpace(bytes[end]) { end += 1 }
            fields.append(start..<end)
            start = end
            while start < line.upperBound, Self.isSpace(bytes[start]) { start += 1 }
        }
        return fields
    }

    /// What C's `isspace` calls a space.
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    // MARK: Hashes (FNV-1a)

    private func hash(_ field: Range<Int>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in field { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        return hash
    }

    private func hash(_ ids: ArraySlice<Int32>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for id in ids {
            var rest = UInt32(bitPattern: id)
            for _ in 0..<4 {
                hash = (hash ^ UInt64(rest & 0xFF)) &* 0x100_0000_01B3
                rest >>= 8
            }
        }
        return hash
    }

    private func error(_ what: String) -> CTCError {
        CTCError(code: .languageModel, "\(name):\(number): \(what)")
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var rest = self
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
