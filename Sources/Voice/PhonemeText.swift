/// Phonemes of a clause with the punctuation left in its places, as Piper's and Kokoro's voices were trained.
package enum PhonemeText {
    /// A stretch without punctuation, and the mark behind it.
    struct Piece: Equatable {
        var text: Substring
        var mark: Character?
    }

    package static func ipa(_ text: String, espeakVoice: String) throws(VoiceError) -> String {
        var result = ""
        for piece in pieces(of: text) {
            let phonemes = try Espeak.phonemes(String(piece.text), voice: espeakVoice)
            guard !phonemes.isEmpty else { continue }
            if !result.isEmpty { result += " " }
            result += phonemes
            if let mark = piece.mark { result.append(mark) }
        }
        return result
    }

    /// Cuts at marks that part words; a point or comma inside a number or an abbreviation is none. Other signs, brackets and quotes are left to espeak-ng, which is silent on them.
    static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var start = text.startIndex, index = start
        while index < text.endIndex {
            let next = text.index(after: index)
            if let mark = marks[text[index]], next == text.endIndex || !text[next].isLetter && !text[next].isNumber || !text[index].isASCII {
                append(text[start..<index], mark, to: &pieces)
                start = next
            }
            index = next
        }
        append(text[start...], nil, to: &pieces)
        return pieces
    }

    private static func append(_ text: Substring, _ mark: Character?, to pieces: inout [Piece]) {
        if text.contains(where: { $0.isLetter || $0.isNumber }) {
            pieces.append(Piece(text: text, mark: mark))
        } else if let mark, let last = pieces.last {
            // Of marks in a row (`?!`, `…"`) the strongest counts.
            pieces[pieces.count - 1].mark = strength(mark) > strength(last.mark) ? mark : last.mark
        }
    }

    private static func strength(_ mark: Character?) -> Int {
        mark.flatMap { ",:;.!?".firstIndex(of: $0)?.utf16Offset(in: ",:;.!?") } ?? -1
    }

    private static let marks: [Character: Character] = [
        ",": ",", ";": ";", ":": ":", ".": ".", "!": "!", "?": "?", "—": ",", "–": ",", "…": ".", "，": ",", "、": ",", "；": ";", "：": ":", "。": ".", "！": "!", "？": "?",
    ]
}
