private import Capture
private import Foundation
package import Summaries
private import Wire

/// A transcript from a file: subtitles, events of `taichu watch --format json`, or plain text.
package enum TranscriptFile {
    /// A transcript of a day has a few megabytes.
    private static let sizeLimit = 64 << 20

    /// - Parameter path: `-` for the standard input.
    package static func lines(path: String) throws(PipelineError) -> [TranscriptLine] {
        let name = path == "-" ? "the standard input" : path
        let data = try data(path, name)
        guard let text = String(data: data, encoding: .utf8) else {
            throw PipelineError(code: .input, "\(name) is no text in UTF-8; expected subtitles (SRT, WebVTT), events as JSON lines, or plain text")
        }
        let lines: [TranscriptLine]
        if text.prefix(4096).contains("-->") {
            lines = try subtitles(data, path, name)
        } else if text.first(where: { !$0.isWhitespace }) == "{" {
            lines = try events(text, name)
        } else {
            lines = plain(text)
        }
        guard lines.contains(where: { $0.text.contains(where: \.isLetter) }) else {
            throw PipelineError(code: .input, "\(name) holds no words; expected subtitles (SRT, WebVTT), events as JSON lines, or plain text")
        }
        return lines
    }

    private static func data(_ path: String, _ name: String) throws(PipelineError) -> Data {
        do {
            let handle = path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            let data = try handle.read(upToCount: sizeLimit + 1) ?? Data()
            guard data.count <= sizeLimit else {
                throw PipelineError(code: .input, "\(name) has more than \(sizeLimit >> 20) MB; expected a transcript")
            }
            return data
        } catch let error as PipelineError {
            throw error
        } catch {
            throw PipelineError(code: .unreadable, "cannot read \(name): \((error as NSError).localizedDescription); name an existing transcript")
        }
    }

    private static func subtitles(_ data: Data, _ path: String, _ name: String) throws(PipelineError) -> [TranscriptLine] {
        // FFmpeg's demuxers want a file that they can seek in.
        let copy = FileManager.default.temporaryDirectory.appending(path: "taichu-\(UUID().uuidString).sub")
        defer { try? FileManager.default.removeItem(at: copy) }
        do {
            try data.write(to: copy)
            return line(try SubtitleReader.lines(path: copy.path, name: name).map { ($0.text.replacingOccurrences(of: "\n", with: " "), $0.from, $0.to) })
        } catch let error as CaptureError {
            throw PipelineError(error)
        } catch {
            throw PipelineError(code: .running, "cannot write \(copy.path): \((error as NSError).localizedDescription)")
        }
    }

    private static func events(_ text: String, _ name: String) throws(PipelineError) -> [TranscriptLine] {
        var lines: [TranscriptLine] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() where line.contains("{") {
            do {
                guard case .event(let event) = try LineCodec.decodeMessage(Data(line.utf8)), case .captionFinal(let caption) = event.body else { continue }
                lines.append(TranscriptLine(caption))
            } catch {
                throw PipelineError(code: .input, "\(name), line \(number + 1): \(error)")
            }
        }
        return lines
    }

    /// A line of the file is a line of the transcript; without times.
    private static func plain(_ text: String) -> [TranscriptLine] {
        line(text.split(whereSeparator: \.isNewline).map { ($0.trimmingCharacters(in: .whitespaces), 0, 0) }.filter { !$0.0.isEmpty })
    }

    private static func line(_ entries: [(text: String, from: Double, to: Double)]) -> [TranscriptLine] {
        entries.enumerated().map { index, entry in
            TranscriptLine(
                reference: CaptionReference(track: "transcript", segment: index), text: entry.text, language: language(of: entry.text), from: entry.from, to: entry.to)
        }
    }

    /// By script alone: what is not written in one of these counts as English until somebody says otherwise.
    private static func language(of text: String) -> String {
        let letters = text.unicodeScalars.filter(\.properties.isAlphabetic)
        func share(_ ranges: ClosedRange<UInt32>...) -> Double {
            Double(letters.count { scalar in ranges.contains { $0.contains(scalar.value) } }) / Double(max(1, letters.count))
        }
        if share(0x3041...0x30FF) > 0.1 { return "ja" }
        if share(0x3400...0x9FFF, 0x20000...0x3FFFF) > 0.3 { return "zh" }
        if share(0xAC00...0xD7AF) > 0.3 { return "ko" }
        if share(0x0400...0x04FF) > 0.3 { return "ru" }
        return "en"
    }
}
