/// Reads a document of SSML from left to right, with the open tags on a stack.
struct SSMLReader {
    static let entities = ["lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "amp": "&"]

    /// What an open tag does to its text.
    private struct Element {
        var name: String
        var place: Int
        var way = SpokenPart(.text(""))
        /// Its text is something else's: of sub, desc, metadata.
        var isSilent = false
        var sayAs: SSMLSayAs?
    }

    private let text: [Character]
    private var position = 0
    private var open: [Element] = []
    private var parts: [SpokenPart] = []
    private var isOver = false

    init(_ text: String) {
        self.text = Array(text)
    }

    mutating func read() throws(SSMLError) -> [SpokenPart] {
        var pending = ""
        while position < text.count {
            switch text[position] {
            case "<":
                say(&pending)
                try readTag()
            case "&": pending += try readEntity()
            default:
                if open.isEmpty, !text[position].isWhitespace {
                    throw error(at: position, isOver ? "text after </speak>; nothing was expected there" : "text outside of <speak>; expected <speak> first")
                }
                pending.append(text[position])
                position += 1
            }
        }
        if let element = open.last { throw error(at: element.place, "<\(element.name)> is not closed; expected </\(element.name)>") }
        if !isOver { throw error(at: 0, "no <speak> in it; expected <speak>…</speak>") }
        if case .text(let last)? = parts.last?.content, last == " " { parts.removeLast() }
        return parts
    }

    // MARK: Parts

    private mutating func say(_ pending: inout String) {
        defer { pending = "" }
        guard let element = open.last, !element.isSilent, !pending.isEmpty else { return }
        var part = element.way
        let isSpace = pending.allSatisfy(\.isWhitespace)
        if let sayAs = element.sayAs, !isSpace {
            part.content = sayAs.content(pending)
            parts.append(part)
            return
        }
        var words = pending.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if pending.first!.isWhitespace, !isSpace { words = " " + words }
        if pending.last!.isWhitespace { words += " " }
        if case .text(let before)? = parts.last?.content, parts.last!.isSpoken(as: part) {
            if before.hasSuffix(" ") { words = String(words.drop { $0 == " " }) }
            parts[parts.count - 1].content = .text(before + words)
        } else if !isSpace {
            if !isAfterText { words = String(words.drop { $0 == " " }) }
            part.content = .text(words)
            parts.append(part)
        }
    }

    private var isAfterText: Bool { if case .text? = parts.last?.content { true } else { false } }

    /// A pause that the structure makes: none before the first word, and beside another one the longer of the two.
    private mutating func pause(_ seconds: Double) {
        guard !parts.isEmpty, seconds > 0 else { return }
        if case .pause(let before)? = parts.last?.content {
            parts[parts.count - 1].content = .pause(max(before, seconds))
        } else {
            parts.append(SpokenPart(.pause(seconds)))
        }
    }

    // MARK: Tags

    private mutating func readTag() throws(SSMLError) {
        let start = position
        if starts("<!--") { return try skip(to: "-->", from: start, "comment") }
        if starts("<![CDATA[") { return try readCDATA(start) }
        if starts("<?") { return try skip(to: "?>", from: start, "instruction") }
        if starts("<!") { return try skip(to: ">", from: start, "declaration") }
        let isEnd = starts("</")
        position += isEnd ? 2 : 1
        let name = readName()
        guard !name.isEmpty else { throw error(at: start, "no tag's name after \(isEnd ? "</" : "<"); a sign that is meant to be spoken is written &lt;") }
        if isEnd { return try close(name, start) }
        let attributes = try readAttributes(of: name, start)
        let isEmpty = position < text.count && text[position] == "/"
        if isEmpty { position += 1 }
        guard position < text.count, text[position] == ">" else { throw error(at: min(position, text.count), "<\(name)> does not end; expected >") }
        position += 1
        if open.isEmpty, name != "speak" || isOver { throw error(at: start, isOver ? "<\(name)> after </speak>; nothing was expected there" : "<\(name)> outside of <speak>; expected <speak> first") }
        try begin(name, attributes, start)
        if isEmpty { end() }
    }

    private mutating func begin(_ name: String, _ attributes: [String: String], _ start: Int) throws(SSMLError) {
        var element = open.last ?? Element(name: name, place: start)
        element.name = name
        element.place = start
        do throws(SSMLValues.Problem) {
            switch name {
            case "p", "paragraph": pause(SSMLValues.paragraph)
            case "s", "sentence": pause(SSMLValues.sentence)
            case "break" where !element.isSilent:
                let seconds = try SSMLValues.pause(attributes)
                if seconds > 0 { parts.append(SpokenPart(.pause(seconds))) }
            case "mark" where !element.isSilent:
                guard let mark = attributes["name"] else { throw .init("<mark> without a name; expected name=\"…\"") }
                parts.append(SpokenPart(.mark(mark)))
            case "prosody":
                if let rate = attributes["rate"] { element.way.rate = try SSMLValues.rate(rate, within: element.way.rate) }
                if let pitch = attributes["pitch"] { element.way.pitch = try SSMLValues.pitch(pitch, within: element.way.pitch) }
                if let volume = attributes["volume"] { element.way.volume = try SSMLValues.volume(volume, within: element.way.volume) }
            case "say-as": element.sayAs = SSMLSayAs(attributes)
            case "sub":
                if let alias = attributes["alias"], !element.isSilent {
                    open.append(element)
                    var words = alias
                    say(&words)
                    open.removeLast()
                    element.isSilent = true
                }
            case "desc", "metadata", "meta", "lexicon": element.isSilent = true
            default: break
            }
        } catch {
            throw self.error(at: start, error.text)
        }
        open.append(element)
    }

    private mutating func close(_ name: String, _ start: Int) throws(SSMLError) {
        while position < text.count, text[position].isWhitespace { position += 1 }
        guard position < text.count, text[position] == ">" else { throw error(at: min(position, text.count), "</\(name) does not end; expected >") }
        position += 1
        guard let element = open.last else { throw error(at: start, "</\(name)> closes nothing") }
        guard element.name == name else { throw error(at: start, "</\(name)> where </\(element.name)> was expected") }
        end()
    }

    private mutating func end() {
        let element = open.removeLast()
        switch element.name {
        case "p", "paragraph": pause(SSMLValues.paragraph)
        case "s", "sentence": pause(SSMLValues.sentence)
        default: break
        }
        if open.isEmpty { isOver = true }
    }

    private mutating func readName() -> String {
        let start = position
        while position < text.count, text[position].isLetter || text[position].isNumber || "-_:.".contains(text[position]) { position += 1 }
        return String(text[start..<position])
    }

    private mutating func readAttributes(of tag: String, _ start: Int) throws(SSMLError) -> [String: String] {
        var attributes: [String: String] = [:]
        while true {
            while position < text.count, text[position].isWhitespace { position += 1 }
            guard position < text.count else { throw error(at: start, "<\(tag)> does not end; expected >") }
            if text[position] == ">" || text[position] == "/" { return attributes }
            let nameStart = position
            let name = readName()
            guard !name.isEmpty else { throw error(at: nameStart, "\(text[position]) in <\(tag)>; expected an attribute or >") }
            while position < text.count, text[position].isWhitespace { position += 1 }
            guard position < text.count, text[position] == "=" else { throw error(at: nameStart, "\(name) in <\(tag)> has no value; expected \(name)=\"…\"") }
            position += 1
            while position < text.count, text[position].isWhitespace { position += 1 }
            guard position < text.count, text[position] == "\"" || text[position] == "'" else { throw error(at: min(position, text.count), "the value of \(name) is not in quotation marks; expected \(name)=\"…\"") }
            let quote = text[position]
            position += 1
            var value = ""
            while position < text.count, text[position] != quote {
                if text[position] == "<" { throw error(at: nameStart, "the value of \(name) does not end; expected \(quote)") }
                if text[position] == "&" {
                    value += try readEntity()
                } else {
                    value.append(text[position])
                    position += 1
                }
            }
            guard position < text.count else { throw error(at: nameStart, "the value of \(name) does not end; expected \(quote)") }
            position += 1
            attributes[name] = value
        }
    }

    private mutating func readEntity() throws(SSMLError) -> String {
        let start = position
        let limit = min(text.count, start + 12)
        guard let end = text[start..<limit].firstIndex(of: ";") else { throw error(at: start, "& begins no entity; one that is meant to be spoken is written &amp;") }
        let name = String(text[start + 1..<end])
        position = end + 1
        if let known = Self.entities[name] { return known }
        if name.hasPrefix("#") {
            let number = name.hasPrefix("#x") || name.hasPrefix("#X") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
            if let scalar = number.flatMap(Unicode.Scalar.init) { return String(scalar) }
        }
        throw error(at: start, "&\(name); is unknown; expected amp, lt, gt, quot, apos or a number")
    }

    private mutating func readCDATA(_ start: Int) throws(SSMLError) {
        let begin = start + 9
        try skip(to: "]]>", from: start, "CDATA section")
        var words = String(text[begin..<position - 3])
        if open.isEmpty { throw error(at: start, "text outside of <speak>; expected <speak> first") }
        say(&words)
    }

    private mutating func skip(to end: String, from start: Int, _ what: String) throws(SSMLError) {
        let end = Array(end)
        var place = start
        while place + end.count <= text.count {
            if text[place] == end[0], text[place..<place + end.count].elementsEqual(end) {
                position = place + end.count
                return
            }
            place += 1
        }
        throw error(at: start, "the \(what) does not end; expected \(String(end))")
    }

    private func starts(_ prefix: String) -> Bool {
        let prefix = Array(prefix)
        return position + prefix.count <= text.count && text[position..<position + prefix.count].elementsEqual(prefix)
    }

    private func error(at place: Int, _ problem: String) -> SSMLError {
        let before = text[..<min(place, text.count)]
        let line = before.count { $0.isNewline } + 1
        let column = before.count - (before.lastIndex { $0.isNewline }.map { $0 + 1 } ?? 0) + 1
        return SSMLError(line: line, column: column, problem: problem)
    }
}

extension SpokenPart {
    fileprivate func isSpoken(as other: SpokenPart) -> Bool { rate == other.rate && pitch == other.pitch && volume == other.volume }
}
