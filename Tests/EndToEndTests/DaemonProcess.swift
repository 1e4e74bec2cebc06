import Foundation
import Glibc
import Support
import Testing

/// A running `taichud` with a profile of the test's own, a socket in a folder of its own, and its log, line by line.
final class DaemonProcess {
    let socket: String
    private let folder: TemporaryFolder
    private let child: ChildProcess
    private let log: LineReader
    private(set) var said: [String] = []

    /// Returns when the daemon listens to its sources.
    static func listening(
        _ profile: String, environment: [String: String] = [:], at socket: String? = nil, under command: [String] = [], obeys: Bool = false
    ) async throws -> DaemonProcess {
        let daemon = try DaemonProcess(profile, environment: environment, at: socket, under: command, obeys: obeys)
        try await daemon.says("taichud: listening: ")
        return daemon
    }

    /// - Parameters:
    ///   - command: what starts it with its own last words, such as `unshare`; it must not leave a process of its own between.
    ///   - obeys: it heeds permissions also where the tests are root's (see `ChildProcess`).
    init(_ profile: String, environment: [String: String] = [:], at socket: String? = nil, under command: [String] = [], obeys: Bool = false) throws {
        folder = try TemporaryFolder()
        self.socket = socket ?? folder.path("taichu.sock")
        let ends = try DescriptorPair()
        log = LineReader(ends.here)
        child = try ChildProcess(
            command + [product("taichud"), "--profile", folder.write("test.toml", Array(profile.utf8)), "--socket", self.socket],
            obeys: obeys, environment: environment, errors: .descriptor(ends.there))
        close(ends.there)
    }

    var pid: pid_t { child.pid }

    /// Waits for a line that begins so.
    func says(_ beginning: String) async throws {
        while true {
            do {
                said.append(try await log.line())
            } catch {
                Issue.record("the daemon ended without a word of \"\(beginning)\": \(said)")
                throw error
            }
            if said.last?.hasPrefix(beginning) == true { return }
        }
    }

    func send(_ signal: Int32) { child.send(signal) }

    /// Its exit status.
    func ended() async -> Int32 { await child.ended() }

    /// Ends it in order.
    func end() async -> Int32 {
        send(SIGTERM)
        return await ended()
    }
}

/// Profiles as text.
enum ProfileText {
    static func monitor(_ name: String, of pulse: PrivatePulse, sink: String) -> String {
        "[[source]]\nname = \"\(name)\"\nkind = \"monitor\"\ndevice = \"\(sink)\"\nserver = \"\(pulse.address)\"\n"
    }

    static func file(_ path: String, name: String = "file", pace: String = "fast") -> String {
        "[[source]]\nname = \"\(name)\"\nkind = \"file\"\npath = \"\(path)\"\npace = \"\(pace)\"\n"
    }

    /// A daemon that hears a sink in which nothing plays, and speaks into another.
    static func speaking(_ pulse: PrivatePulse) -> String {
        monitor("room", of: pulse, sink: "room") + "[voice]\nname = \"espeak-en\"\nserver = \"\(pulse.address)\"\ndevice = \"speakers\"\n" + english
    }

    static let english = "[speech]\nlanguage = \"en\"\n"
    static let exitAtEnd = "[daemon]\nexit_at_end = true\n"
}
