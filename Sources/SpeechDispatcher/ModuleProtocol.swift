internal import Spoken

/// The protocol between speech-dispatcher and its output modules, as a state machine: lines and events in, lines and actions out.
///
/// A module is a program whose standard input and output speak it; `Documentation/spoken-text.md` has a table. It was checked against
/// speech-dispatcher 0.11.4 and its modules `sd_dummy` and `sd_espeak-ng`. The rule on which clients hang: 701 (begin) comes before all
/// else of a message, and exactly one of 702 (end), 703 (stopped), 704 (paused) after it.
package struct ModuleProtocol: Sendable {
    package struct Output: Equatable, Sendable {
        package var lines: [String] = []
        package var actions: [ModuleAction] = []

        package init(lines: [String] = [], actions: [ModuleAction] = []) {
            self.lines = lines
            self.actions = actions
        }
    }

    /// Lines up to a single point that belong to a command.
    private enum Block: Equatable {
        case message(ModuleMessage.Kind)
        case settings, audio, logLevel
    }

    private struct Current {
        var id: Int
        var hasBegun = false
    }

    private let voices: [ModuleVoice]
    private var settings = ModuleSettings()
    private var block: Block?
    private var collected: [String] = []
    private var collectedBytes = 0
    private var current: Current?
    private var lastId = 0

    /// A message that is longer is cut: no client reads a book in one.
    package static let longestMessage = 1 << 20

    package init(voices: [ModuleVoice]) {
        self.voices = voices
    }

    /// What a message that has begun and not ended is.
    package var isSpeaking: Bool { current != nil }

    // MARK: Lines

    /// A line from the server, without its end.
    package mutating func receive(_ line: String) -> Output {
        if let block {
            if line != "." {
                // Points at a line's beginning are doubled, so that a single one can end the block.
                let content = line.hasPrefix("..") ? String(line.dropFirst()) : line
                collectedBytes += content.utf8.count + 1
                if collectedBytes <= Self.longestMessage { collected.append(content) }
                return Output()
            }
            self.block = nil
            defer {
                collected = []
                collectedBytes = 0
            }
            return finish(block)
        }
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        switch words.first.map(String.init) {
        case "INIT": return Output(actions: [.prepare])
        case "AUDIO": return begin(.audio, "207 OK RECEIVING AUDIO SETTINGS")
        case "LOGLEVEL": return begin(.logLevel, "207 OK RECEIVING LOGLEVEL SETTINGS")
        case "SET": return begin(.settings, "203 OK RECEIVING SETTINGS")
        case "SPEAK": return begin(.message(.text), "202 OK RECEIVING MESSAGE")
        case "CHAR": return begin(.message(.character), "202 OK RECEIVING MESSAGE")
        case "KEY": return begin(.message(.key), "202 OK RECEIVING MESSAGE")
        case "SOUND_ICON": return begin(.message(.icon), "202 OK RECEIVING MESSAGE")
        case "STOP": return Output(actions: current.map { [.stop($0.id)] } ?? [])
        case "PAUSE": return Output(actions: current.map { [.pause($0.id)] } ?? [])
        case "LIST" where words.dropFirst().first == "VOICES": return Output(lines: list(language: words.count > 2 ? String(words[2]) : nil))
        case "DEBUG": return debug(words)
        case "QUIT": return Output(lines: ["210 OK QUIT"], actions: (current.map { [.stop($0.id)] } ?? []) + [.quit])
        default: return Output(lines: ["300 ERR UNKNOWN COMMAND"])
        }
    }

    private mutating func begin(_ block: Block, _ reply: String) -> Output {
        self.block = block
        return Output(lines: [reply])
    }

    private mutating func finish(_ block: Block) -> Output {
        switch block {
        case .message(let kind): return speak(kind)
        case .settings:
            var changed = settings
            for line in collected {
                guard let (name, value) = Self.pair(line) else { return Output(lines: ["302 ERROR BAD SYNTAX"]) }
                guard changed.set(name, to: value) else { return Output(lines: ["303 ERROR INVALID PARAMETER OR VALUE"]) }
            }
            settings = changed
            return Output(lines: ["203 OK SETTINGS RECEIVED"])
        case .audio:
            var values: [String: String] = [:]
            for line in collected {
                guard let (name, value) = Self.pair(line) else { return Output(lines: ["302 ERROR BAD SYNTAX"]) }
                values[name] = value
            }
            return Output(lines: ["203 OK AUDIO INITIALIZED"], actions: [.audio(values)])
        case .logLevel:
            guard let (name, value) = collected.first.flatMap(Self.pair), name == "log_level", let level = Int(value) else { return Output(lines: ["302 ERROR BAD SYNTAX"]) }
            return Output(lines: ["203 OK LOGLEVEL SET"], actions: [.logLevel(level)])
        }
    }

    private static func pair(_ line: String) -> (String, String)? {
        guard let sign = line.firstIndex(of: "="), sign > line.startIndex else { return nil }
        return (String(line[..<sign]), String(line[line.index(after: sign)...]))
    }

    private mutating func speak(_ kind: ModuleMessage.Kind) -> Output {
        let text = collected.joined(separator: "\n")
        let parts = Self.parts(text, kind)
        guard current == nil, !parts.isEmpty else { return Output(lines: ["301 ERROR CANT SPEAK"]) }
        lastId += 1
        current = Current(id: lastId)
        return Output(lines: ["200 OK SPEAKING"], actions: [.speak(ModuleMessage(id: lastId, kind: kind, parts: parts, settings: settings))])
    }

    /// A reader of the screen must not fall silent because of its client's markup: what is broken is read without its tags.
    private static func parts(_ text: String, _ kind: ModuleMessage.Kind) -> [SpokenPart] {
        switch kind {
        case .text:
            do throws(SSMLError) {
                return try SSML.parts(text).filter { if case .text(let words) = $0.content { words.contains { !$0.isWhitespace } } else { true } }
            } catch {
                let words = SSML.stripped(text)
                return words.isEmpty ? [] : [SpokenPart(.text(words))]
            }
        case .character: return text.isEmpty ? [] : [SpokenPart(.characters(text == "space" ? " " : text))]
        case .key: return key(text)
        case .icon: return text.isEmpty ? [] : [SpokenPart(.text(text))]
        }
    }

    /// `control_shift_a`: names of keys, the last of them perhaps a character.
    private static func key(_ text: String) -> [SpokenPart] {
        guard !text.isEmpty else { return [] }
        if text.count == 1 { return [SpokenPart(.characters(text))] }
        let keys = text.split(separator: "_").map(String.init)
        guard let last = keys.last else { return [SpokenPart(.characters(text))] }
        let names = keys.dropLast().joined(separator: " ")
        let ending = last.count == 1 ? SpokenPart(.characters(last)) : SpokenPart(.text(last))
        return names.isEmpty ? [ending] : last.count == 1 ? [SpokenPart(.text(names)), ending] : [SpokenPart(.text(names + " " + last))]
    }

    private func list(language: String?) -> [String] {
        let chosen = voices.filter { voice in
            guard let language else { return true }
            return voice.language.lowercased().hasPrefix(language.lowercased())
        }
        guard !chosen.isEmpty else { return ["304 CANT LIST VOICES"] }
        return chosen.map { "200-\(Self.field($0.name))\t\(Self.field($0.language))\t\(Self.field($0.variant))" } + ["200 OK VOICE LIST SENT"]
    }

    private func debug(_ words: [Substring]) -> Output {
        if words.count >= 3, words[1] == "ON" { return Output(lines: ["200 OK DEBUGGING ON"], actions: [.log(words[2...].joined(separator: " "))]) }
        if words.count == 2, words[1] == "OFF" { return Output(lines: ["200 OK DEBUGGING OFF"], actions: [.log(nil)]) }
        return Output(lines: ["302 ERROR BAD SYNTAX"])
    }

    /// One line's worth of a text that came from elsewhere.
    private static func field(_ text: String) -> String { String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }) }

    // MARK: Events

    /// Lines for the server. Events of messages that are over, and a second beginning or end, give none.
    package mutating func handle(_ event: ModuleEvent) -> [String] {
        switch event {
        case .ready(let text): return ["299-\(Self.field(text))", "299 OK LOADED SUCCESSFULLY"]
        case .failed(let text): return ["399-\(Self.field(text))", "399 ERR CANT INIT MODULE"]
        case .began(let id): return isCurrent(id) ? begun() : []
        case .mark(let id, let name): return isCurrent(id) ? begun() + ["700-\(Self.field(name))", "700 INDEX MARK"] : []
        case .ended(let id): return over(id, "702 END")
        case .stopped(let id): return over(id, "703 STOP")
        case .paused(let id): return over(id, "704 PAUSE")
        }
    }

    private func isCurrent(_ id: Int) -> Bool { current?.id == id }

    private mutating func begun() -> [String] {
        guard let message = current, !message.hasBegun else { return [] }
        current?.hasBegun = true
        return ["701 BEGIN"]
    }

    private mutating func over(_ id: Int, _ line: String) -> [String] {
        guard isCurrent(id) else { return [] }
        defer { current = nil }
        return begun() + [line]
    }
}
