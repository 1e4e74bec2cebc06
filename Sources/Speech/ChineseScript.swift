private import COpenCC

/// Brings Chinese text into one script through OpenCC.
///
/// Characters are converted one by one where words are characters, so only character-level differences count.
package final class ChineseScript: Sendable {
    // SAFETY: an OpenCC converter is immutable after opening and documented as usable from several threads.
    private nonisolated(unsafe) let handle: opencc_t

    /// Nil when the text is wanted as it was heard.
    package init?(_ script: RecognizerOptions.Script) throws(SpeechError) {
        let configuration: String
        switch script {
        case .simplified: configuration = "t2s.json"
        case .traditional: configuration = "s2t.json"
        case .asHeard: return nil
        }
        guard let opened = opencc_open(configuration), Int(bitPattern: opened) != -1 else {
            throw SpeechError("OpenCC cannot open \(configuration); install Debian's libopencc-data, or set chinese_script = \"as-heard\"")
        }
        handle = opened
    }

    deinit {
        opencc_close(handle)
    }

    /// The text in the wanted script; the text as it was where OpenCC fails.
    package func convert(_ text: String) -> String {
        guard let converted = opencc_convert_utf8(handle, text, text.utf8.count) else { return text }
        defer { opencc_convert_utf8_free(converted) }
        return String(cString: converted)
    }
}
