import CTOML

extension TOMLNode {
    /// Reads a document: its root table, or the first place where it is no TOML.
    static func parse(_ text: String) throws(TOMLSyntaxError) -> TOMLNode {
        var text = text
        let document = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { ctoml_parse($0.baseAddress, $0.count) }
        }
        guard let document else { fatalError("out of memory while a profile was read") }
        defer { ctoml_free(document) }

        if let message = ctoml_error(document) {
            throw TOMLSyntaxError(message: String(cString: message), place: TextPlace(ctoml_error_place(document)))
        }
        let entries = (0..<ctoml_count(document)).map { ctoml_entry_at(document, $0) }
        var children: [[Int]] = Array(repeating: [], count: entries.count)
        for index in entries.indices.dropFirst() {
            children[Int(entries[index].parent)].append(index)
        }
        return node(at: 0, of: entries, children: children)
    }

    private static func node(at index: Int, of entries: [ctoml_entry], children: [[Int]]) -> TOMLNode {
        let entry = entries[index]
        let content: Content = switch entry.kind {
        case CTOML_TABLE:
            .table(children[index]
                .map { child in
                    TOMLMember(
                        key: String(bytes: entries[child].key, count: entries[child].key_length),
                        keyPlace: TextPlace(entries[child].key_place),
                        value: node(at: child, of: entries, children: children))
                }
                // toml++ keeps tables sorted by name; people read from the top.
                .sorted { $0.keyPlace < $1.keyPlace })
        case CTOML_ARRAY: .array(children[index].map { node(at: $0, of: entries, children: children) })
        case CTOML_STRING: .text(String(bytes: entry.text, count: entry.text_length))
        case CTOML_INTEGER: .integer(Int(entry.integer))
        case CTOML_FLOAT: .number(entry.number)
        case CTOML_BOOLEAN: .flag(entry.boolean != 0)
        default: .date
        }
        return TOMLNode(content: content, place: TextPlace(entry.place))
    }
}

extension TextPlace {
    fileprivate init(_ place: ctoml_place) {
        self.init(line: Int(place.line), column: Int(place.column))
    }
}

extension String {
    /// Copies UTF-8 that ends by its length, not by a zero.
    fileprivate init(bytes: UnsafePointer<CChar>?, count: Int) {
        let bytes = UnsafeBufferPointer(start: bytes, count: count)
        self = bytes.withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
    }
}
