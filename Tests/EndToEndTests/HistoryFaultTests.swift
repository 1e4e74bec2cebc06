import Foundation
import Support
import Testing
import Wire

/// A file system of one megabyte that the daemon alone sees, in a mount namespace of its own; nobody has to be root for it where user namespaces are allowed.
private enum SmallDisk {
    /// What makes the namespace; nil where none can be made.
    static let namespace: [String]? = [["/usr/bin/unshare", "--map-root-user", "--mount"], ["/usr/bin/unshare", "--mount"]].first { command in
        (try? ChildProcess.run(command + ["/usr/bin/mount", "-t", "tmpfs", "none", "/mnt"])) != nil  // A refusal is what is asked for.
    }

    /// Mounts it at a folder, fills it with one file, and becomes what follows.
    static func filled(at folder: String) -> [String] {
        namespace! + ["/bin/sh", "-c", #"mount -t tmpfs -o size=1m none "$0" && { head -c 2m /dev/zero >"$0/ballast" 2>/dev/null; exec "$@"; }"#, folder]
    }
}

extension EndToEnd {
    /// A history that is damaged, may not be written, or has no room: the daemon says so in a line, and captions flow.
    @Suite(.serialized) struct HistoryFaultTests {
        private let folder = try! TemporaryFolder()

        private func profile(_ path: String, _ history: String) -> String {
            ProfileText.file(path, name: "book") + ProfileText.english + "[history]\nkeep = true\nmeaning = false\npath = \"\(history)\"\n"
        }

        @Test func aDamagedFileIsMovedAsideAndANewOneIsBegun() async throws {
            let history = try folder.write("history.sqlite", Array("Dear diary, this is no database.".utf8))
            let daemon = try await DaemonProcess.listening(ProfileText.exitAtEnd + profile(try Sample.cut(folder, "part.flac"), history))
            #expect(await daemon.ended() == 0)
            let lines = daemon.said.filter { $0.contains("history") }
            #expect(lines.count == 1 && lines[0].hasPrefix("taichud: the history \(history) was damaged ") && lines[0].contains(".damaged-"), "\(daemon.said)")
            let found = try await taichu("search", "--history", history, "--words-only", "age of wisdom")
            #expect(found.status == 0 && found.output.contains("wisdom"), "\(found)")
        }

        @Test func aFileThatMayNotBeWrittenIsSaidAndLeftAlone() async throws {
            let history = try folder.write("history.sqlite", [])
            try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: history)
            let daemon = try await DaemonProcess.listening(profile(try Sample.cut(folder, "part.flac"), history), obeys: true)
            let listener = try await Listener(daemon.socket, subscription: Subscription(topics: ["caption.final", "device"], since: 0))
            try await listener.toEnd(of: "book", in: daemon)
            #expect(daemon.said.filter { $0.contains("history") } == [
                "taichud: history \(history): the file cannot be opened for writing (Permission denied); choose a file that the daemon's user may write to; captions go on without a history"
            ])
            #expect(listener.text("book") == Sample.beginningText)
            #expect(try Data(contentsOf: URL(filePath: history)).isEmpty)
        }

        // MARK: A real ENOSPC, not a limit that stands for it

        /// A disk that is full, is not, and is full again.
        @Test(.enabled(if: SmallDisk.namespace != nil, "no mount namespace can be made here (unshare --mount is refused), so there is no disk to fill"))
        func captionsFlowWhileTheDiskIsFullAndNothingThatFitsIsLost() async throws {
            let disk = folder.path("disk")
            try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
            let daemon = try await DaemonProcess.listening(
                ProfileText.file(Sample.path, name: "book", pace: "real-time") + ProfileText.english
                    + "[history]\nkeep = true\nmeaning = false\npath = \"\(disk)/history.sqlite\"\n",
                under: SmallDisk.filled(at: disk))
            // As the daemon sees it.
            let inside = "/proc/\(daemon.pid)/root\(disk)"
            let lines = daemon.said.filter { $0.contains("history") }
            #expect(lines.count == 1 && lines.first?.contains("the disk is full") == true, "\(daemon.said)")

            let listener = try await Listener(daemon.socket, subscription: Subscription(since: 0))
            let full = try await listener.until { $0.device(.lost, of: "history") }
            #expect(full.detail.hasPrefix("history \(disk)/history.sqlite: "), "\(full.detail)")
            #expect(full.detail.hasSuffix("; make room, or set a smaller limit; trying again every second, up to 10000 entries wait"), "\(full.detail)")
            try await listener.until { $0.final }

            try FileManager.default.removeItem(atPath: "\(inside)/ballast")
            let back = try await listener.until { $0.device(.connected, of: "history") }
            #expect(back.detail.hasPrefix("the history \(disk)/history.sqlite is written again after ") && back.detail.hasSuffix(" s; nothing was lost"), "\(back.detail)")
            let kept = listener.finals.count
            // A copy, since SQLite would look for the file where the daemon's path leads outside.
            for ending in ["", "-wal"] { try FileManager.default.copyItem(atPath: "\(inside)/history.sqlite\(ending)", toPath: folder.path("copy.sqlite\(ending)")) }
            let found = try await taichu("export", "--history", folder.path("copy.sqlite"), "--format", "json")
            for final in listener.finals { #expect(found.output.contains(final.text), "\(final.text): \(found.output)\(found.errors)") }

            // Full again, in the middle of a run.
            let filling = try ChildProcess(["/bin/sh", "-c", "head -c 2m /dev/zero >'\(inside)/ballast'"])
            #expect(await filling.ended() != 0)
            try await listener.until { $0.device(.lost, of: "history") }
            try await listener.until { $0.final }
            #expect(listener.finals.count > kept)
            #expect(await daemon.end() == 0)
            await listener.toEnd()
            let failed = listener.events.compactMap { $0.body.device(.failed, of: "history") }
            // Once, and once more where the end itself had something to say.
            let lost = failed.compactMap { $0.detail.firstMatch(of: #/^([0-9]+) entries are not in the history /#).flatMap { Int($0.1) } }
            #expect(lost.count == failed.count && (1...2).contains(lost.count) && Set(lost).count == lost.count, "\(listener.events.compactMap(\.body.device))")
        }
    }
}
