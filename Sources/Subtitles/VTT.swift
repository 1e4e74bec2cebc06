/// WebVTT (W3C): the header is `CaptionWriter.header`.
package enum VTT {
    package static func cue(_ cue: Cue, number: Int, voice: String? = nil) -> String {
        // Escaping the signs of markup takes the arrow's meaning, too.
        let text = cue.lines.map(escaped).joined(separator: "\n")
        let spoken = voice.map { "<v \(escaped($0))>\(text)" } ?? text
        return "\(number)\n\(Timecode.text(cue.start, decimal: ".")) --> \(Timecode.text(cue.end, decimal: "."))\n\(spoken)\n\n"
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
    }
}
