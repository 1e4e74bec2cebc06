private import Capture
package import Configuration
package import Dubbing
private import Foundation
private import Inference
private import Subtitles
private import Summaries
private import Voice
private import Wire

/// Gives a video another voice: what was said, or a given subtitle file, spoken at its times over the ducked original.
package final class Dub {
    package struct Options: Sendable {
        /// A subtitle file whose lines are spoken, perhaps in another language; nil: what is recognized.
        package var subtitles: String?
        /// ISO 639-1 code of what is spoken in the dub; nil: that of the lines.
        package var language: String?
        /// A voice that `taichu voices` lists; empty: the one for the language.
        package var voice = ""
        package var mix = DubMixer.Options()
        package var plan = DubbingPlanOptions()
        /// Embed the lines as subtitles.
        package var embedsSubtitles = true

        package init() {}
    }

    /// One line of the result.
    package struct Line: Codable, Equatable, Sendable {
        package var text: String
        /// Seconds: where the original has it.
        package var from: Double
        package var to: Double
        /// Where the dub has it: its first and its last sound.
        package var start: Double
        package var end: Double
        /// 1: the voice's own speed.
        package var rate: Double
        /// Start of the dub's line after the original's.
        package var drift: Double
    }

    package struct Report: Codable, Equatable, Sendable {
        package var lines: [Line]
        package var voice: String
        package var language: String
        /// LUFS of the original's speech, which the voice is brought to; nil where it has none.
        package var loudness: Double?
        package var duration: Double
        package var hasSubtitles: Bool
        /// What the user should know: lines out of order, lines that nobody can speak, …
        package var notices: [String]
    }

    private let profile: Profile
    private let options: Options

    package init(_ profile: Profile, _ options: Options) {
        self.profile = profile
        self.options = options
    }

    /// - Parameters:
    ///   - progress: what is being done, and how much of it (0…1; nil where that is not known).
    package func run(_ input: String, to output: String, progress: (String, Double?) -> Void = { _, _ in }) throws -> Report {
        var notices: [String] = []
        let (lines, language) = try lines(of: input, &notices, progress)
        guard !lines.isEmpty else {
            throw PipelineError(code: .input, "\(input): nobody speaks in it\(options.subtitles.map { ", and \($0) has no lines" } ?? ""); there is nothing to dub")
        }
        let loudness = try SourceLoudness.ofSpeech(in: input, lines.map { $0.from...max($0.from, $0.to) })
        let catalogue = VoiceCatalogue(models: ModelSearch.folders(profile, nil, ProcessInfo.processInfo.environment).map { URL(fileURLWithPath: $0) }, runtime: try Runtime())
        let voice = options.voice.isEmpty ? try catalogue.best(for: language) : try catalogue.load(options.voice)
        // As loud as the original, within what a voice can be brought to without distortion or noise.
        // A decibel below what the file may have: the ducked original and the codec come on top.
        let target = LoudnessTarget(integrated: min(-10, max(-40, loudness ?? -16)), truePeak: -2)
        let speaker = DubSpeaker(voices: catalogue.set(voice, target: target), language: language)

        var spoken: [(line: DubLine, natural: Double)] = []
        for (index, line) in lines.enumerated() {
            progress("measuring the lines", Double(index) / Double(lines.count))
            if let sound = try Self.sound(of: line.text, rate: 1, speaker) {
                spoken.append((line, sound.seconds))
            } else {
                notices.append("the line at \(String(format: "%.1f", line.from)) s has nothing that a voice reads: \(line.text.prefix(40))")
            }
        }
        guard !spoken.isEmpty else { throw PipelineError(code: .input, "\(input): none of its lines can be spoken in \"\(language)\"; name another voice or language") }
        let length = max(lines.map(\.to).max() ?? 0, try MediaLength.seconds(of: input))
        let plan = DubbingPlan(
            cues: spoken.map { DubbingPlanCue(start: $0.line.from, end: $0.line.to, natural: $0.natural) }, length: length, options: options.plan)
        notices += plan.notes.map(\.description)
        let placed = plan.lines.map { PlacedLine(start: $0.start, duration: max(0, $0.end - $0.start)) }
        let cues = options.embedsSubtitles ? plan.lines.map { line in Self.cue(spoken[line.index].line.text, line.start, max(line.end, line.cueEnd)) } : []
        var result: [Line] = []
        let written = try DubbedFile.write(
            input, to: output, DubbedFile.Plan(lines: placed, subtitles: cues, mix: options.mix, language: Self.threeLetters[language] ?? "und"),
            sound: { index in
                let line = plan.lines[index], source = spoken[line.index].line
                var rate = line.rate
                var sound = try Self.sound(of: source.text, rate: rate, speaker)
                // Networks do not take a rate by the letter: a line that would run into the next one is made once more, a little faster.
                let room = index + 1 < plan.lines.count ? plan.lines[index + 1].start - line.start : .infinity
                if let made = sound, made.seconds > room, rate < options.plan.rates.upperBound {
                    rate = min(options.plan.rates.upperBound, rate * made.seconds / max(0.1, room - 0.02))
                    sound = try Self.sound(of: source.text, rate: rate, speaker)
                }
                let samples = try sound.map { try RateConverter.convert($0, to: DubMixer.rate).samples } ?? []
                result.append(
                    Line(
                        text: source.text, from: source.from, to: source.to, start: line.start, end: line.start + Double(samples.count) / Double(DubMixer.rate),
                        rate: rate, drift: line.drift))
                return samples
            }, progress: { progress("writing", length > 0 ? min(1, $0 / length) : nil) })
        return Report(
            lines: result, voice: voice.description.name, language: language, loudness: loudness, duration: written.duration, hasSubtitles: written.hasSubtitles,
            notices: notices)
    }

    private func lines(of input: String, _ notices: inout [String], _ progress: (String, Double?) -> Void) throws -> (lines: [DubLine], language: String) {
        if let path = options.subtitles {
            let lines = try TranscriptFile.lines(path: path)
            guard lines.contains(where: { $0.to > 0 }) else { throw PipelineError(code: .input, "\(path) has no times; expected subtitles (SRT, WebVTT)") }
            return (lines.map { DubLine(text: $0.text, from: $0.from, to: $0.to) }, options.language ?? lines.mainLanguage)
        }
        var lines: [DubLine] = []
        var spoken: [String: Int] = [:]
        let report = try Transcription(profile: profile).run(path: input, progress: { done, total in progress("listening", total.map { done / max($0, 0.001) }) }) { caption in
            lines += DubLine.lines(of: caption)
            spoken[caption.task == .translate ? "en" : caption.language, default: 0] += caption.text.count
        }
        notices += report.notices
        return (lines, options.language ?? spoken.max { $0.value < $1.value }?.key ?? "en")
    }

    /// Nil where nothing of the text has a sound.
    private static func sound(of text: String, rate: Double, _ speaker: DubSpeaker) throws(VoiceError) -> VoiceSound? {
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
        do throws(VoiceError) {
            return try speaker.speak(text, rate: rate)
        } catch where error.code == .request {
            return nil
        }
    }

    private static func cue(_ text: String, _ start: Double, _ end: Double) -> Cue {
        // Two lines at most, broken at a space near the middle.
        let limit = text.contains { $0.isASCII } ? 42 : 16
        guard text.count > limit else { return Cue(track: "", start: start, end: end, lines: [text]) }
        let middle = text.index(text.startIndex, offsetBy: text.count / 2)
        let spaces = text.indices.filter { text[$0] == " " }
        guard let space = spaces.min(by: { abs(text.distance(from: $0, to: middle)) < abs(text.distance(from: $1, to: middle)) }) else {
            return Cue(track: "", start: start, end: end, lines: [String(text[..<middle]), String(text[middle...])])
        }
        return Cue(track: "", start: start, end: end, lines: [String(text[..<space]), String(text[text.index(after: space)...])])
    }

    /// Languages as containers name them (ISO 639-2).
    private static let threeLetters = ["en": "eng", "zh": "zho", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "pt": "por", "ru": "rus", "ja": "jpn", "ko": "kor", "nl": "nld", "pl": "pol"]
}
