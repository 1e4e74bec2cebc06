/// The part of SSML 1.1 that is met in practice: speak, p, s, break, prosody, mark, say-as, sub and the entities. Other tags are
/// left out and their text is spoken.
///
/// It is read by a scanner of our own: FoundationXML would bring libxml2 into every process for a dozen tags, resolves what a document
/// type defines, and counts columns in bytes.
package enum SSML {
    /// What a text with or without markup says, in order.
    ///
    /// Text that begins neither with `<speak` nor with `<?xml` is no markup, and one part as it is: `a < b` may be said.
    /// - Throws: `SSMLError` for markup that is broken. `stripped` reads even that.
    package static func parts(_ text: String) throws(SSMLError) -> [SpokenPart] {
        guard isMarkup(text) else { return text.isEmpty ? [] : [SpokenPart(.text(text))] }
        var reader = SSMLReader(text)
        return try reader.read()
    }

    package static func isMarkup(_ text: String) -> Bool {
        let start = text.drop(while: \.isWhitespace)
        if start.hasPrefix("<?xml") { return true }
        guard start.hasPrefix("<speak") else { return false }
        return start.dropFirst(6).first.map { $0.isWhitespace || $0 == ">" || $0 == "/" } ?? true
    }

    /// The text without anything in angle brackets, whatever is wrong with it: better than silence where a screen reader sent it.
    package static func stripped(_ text: String) -> String {
        var result = "", isTag = false
        for character in text {
            if character == "<" {
                isTag = true
            } else if character == ">", isTag {
                isTag = false
                result.append(" ")
            } else if !isTag {
                result.append(character)
            }
        }
        for (entity, character) in SSMLReader.entities { result = result.replacing("&\(entity);", with: character) }
        return result.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
