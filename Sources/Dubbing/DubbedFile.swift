private import CFFmpeg
private import Foundation
package import Subtitles

/// Writes a file with the original's pictures, lines of speech over the original's sound, and subtitles: in one go through the file, in little memory.
package enum DubbedFile {
    package struct Plan: Sendable {
        /// By start.
        package var lines: [PlacedLine]
        /// By start; none where the file shall have no subtitles.
        package var subtitles: [Cue]
        package var mix: DubMixer.Options
        /// ISO 639-2 code, as containers want it: "eng".
        package var language: String

        package init(lines: [PlacedLine], subtitles: [Cue] = [], mix: DubMixer.Options = .init(), language: String = "und") {
            self.lines = lines
            self.subtitles = subtitles
            self.mix = mix
            self.language = language
        }
    }

    package struct Written: Equatable, Sendable {
        /// Seconds.
        package var duration: Double
        package var hasSubtitles: Bool
    }

    /// Frames of silence that are made at once where the original has no sound.
    private static let silence = 4800

    /// - Parameters:
    ///   - sound: makes a line's sound, 48 kHz, one channel; asked once for each line, in order, shortly before its place.
    ///   - progress: seconds of the file that are written.
    package static func write(
        _ input: String, to output: String, _ plan: Plan, sound: (Int) throws -> [Float], progress: (Double) -> Void = { _ in }
    ) throws -> Written {
        let target = URL(fileURLWithPath: output)
        guard URL(fileURLWithPath: input).standardizedFileURL != target.standardizedFileURL else {
            throw DubError(.output, "\(output) is the file that is dubbed; name another for the result")
        }
        // Under its own name the file is there only when it is whole.
        let part = target.deletingLastPathComponent().appending(path: ".part-\(getpid())-\(target.lastPathComponent)")
        defer { try? FileManager.default.removeItem(at: part) }
        let written = try writePart(input, part.path, plan, sound, progress)
        guard rename(part.path, output) == 0 else { throw DubError(.output, "\(output) cannot be written: \(String(cString: strerror(errno)))") }
        return written
    }

    private static func writePart(
        _ input: String, _ output: String, _ plan: Plan, _ sound: (Int) throws -> [Float], _ progress: (Double) -> Void
    ) throws -> Written {
        let source = try DubInput(path: input)
        let target = try DubOutput(path: output, from: source, wantsSubtitles: !plan.subtitles.isEmpty, language: plan.language)
        var mixer = DubMixer(plan.lines, plan.mix)
        var position = 0, nextLine = 0, nextCue = 0
        var spokenEnd = 0.0

        /// Mixes and writes what comes next of the original.
        func pass(_ samples: [Float]) throws {
            guard !samples.isEmpty else { return }
            var block = samples
            let end = position + block.count / DubMixer.channels
            while nextLine < plan.lines.count, Int(plan.lines[nextLine].start * Double(DubMixer.rate)) <= end {
                let samples = try sound(nextLine)
                mixer.add(samples, at: plan.lines[nextLine].start)
                // A voice may take longer than was planned, and is not cut.
                spokenEnd = max(spokenEnd, plan.lines[nextLine].start + Double(samples.count) / Double(DubMixer.rate))
                nextLine += 1
            }
            mixer.mix(&block, first: position)
            position = end
            try target.write(block)
            let seconds = Double(position) / Double(DubMixer.rate)
            while nextCue < plan.subtitles.count, plan.subtitles[nextCue].start <= seconds {
                try target.write(plan.subtitles[nextCue])
                nextCue += 1
            }
            progress(seconds)
        }
        func passSilence(to seconds: Double) throws {
            while position < Int(seconds * Double(DubMixer.rate)) {
                let frames = min(silence, Int(seconds * Double(DubMixer.rate)) - position)
                try pass([Float](repeating: 0, count: frames * DubMixer.channels))
            }
        }

        var packet = av_packet_alloc()
        defer { av_packet_free(&packet) }
        var shown = 0.0
        while let packet, source.read(packet) {
            defer { av_packet_unref(packet) }
            if let video = source.video, packet.pointee.stream_index == video.pointee.index {
                if packet.pointee.pts != taichu_av_no_timestamp() {
                    let base = video.pointee.time_base
                    let end = Double(packet.pointee.pts + max(0, packet.pointee.duration)) * Double(base.num) / Double(base.den)
                    shown = max(shown, end - Double(source.origin) / Double(AV_TIME_BASE))
                }
                try target.copy(packet, from: video, origin: source.origin)
                if source.sound == nil { try passSilence(to: shown) }
            } else {
                try pass(source.decode(packet))
            }
        }
        try pass(source.decode(nil))
        // Pictures that go on after the sound, and a last line that does.
        try passSilence(to: max(shown, plan.lines.map { $0.start + $0.duration }.max() ?? 0))
        try passSilence(to: spokenEnd)
        while nextCue < plan.subtitles.count {
            try target.write(plan.subtitles[nextCue])
            nextCue += 1
        }
        try target.finish()
        return Written(duration: Double(position) / Double(DubMixer.rate), hasSubtitles: target.holdsSubtitles)
    }
}
