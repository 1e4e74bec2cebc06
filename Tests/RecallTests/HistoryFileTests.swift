import Foundation
import Glibc
import Recall
import Support
import Testing

/// Files that are damaged, locked, full, or somebody else's.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct HistoryFileTests {
    private func opening(_ path: String) -> HistoryError? {
        do {
            _ = try History(at: path)
            return nil
        } catch {
            return error
        }
    }

    private func probe(_ path: String, batches: Int, before: [String] = [], obeys: Bool = false, into output: String) throws -> ChildProcess {
        let probe = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "history-probe").path
        return try ChildProcess(before + [probe, path, "\(batches)"], obeys: obeys, output: .file(output))
    }

    @Test func aNewHistoryIsForItsUserAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("new/folder/history.sqlite")
        let history = try History(at: path)
        #expect(history.notice == nil)
        for ending in ["", "-wal", "-shm"] {
            let mode = try FileManager.default.attributesOfItem(atPath: path + ending)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(ending)")
        }
    }

    // MARK: Damage

    @Test(arguments: ["This is no database at all, though it is long enough to have a header of a hundred bytes, which is what SQLite reads first.", "short"])
    func aFileThatIsNoDatabaseIsMovedAside(_ content: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("history.sqlite", Array(content.utf8))
        let history = try History(at: path)
        let aside = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).first { $0.contains(".damaged-") })
        #expect(history.notice?.contains("was damaged") == true && history.notice?.contains(aside) == true)
        #expect(try String(contentsOf: folder.url.appending(path: aside), encoding: .utf8) == content)
        #expect(try history.size().entries == 0)
    }

    @Test(arguments: [4096 * 2, 4096 * 5 + 17])
    func aDamagedPageIsFoundWhenTheFileIsOpened(_ offset: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("history.sqlite")
        do {
            let fixture = try HistoryFixture(in: folder)
            for number in 0..<200 { fixture.say("line \(number)") }
            try fixture.writer.write()
        }
        #expect(opening(path) == nil)
        var bytes = try Data(contentsOf: URL(filePath: path))
        for index in offset..<offset + 3000 { bytes[index] = UInt8(truncatingIfNeeded: index &* 167) }
        try bytes.write(to: URL(filePath: path))
        let history = try History(at: path)
        #expect(history.notice?.hasPrefix("the history \(path) was damaged") == true)
        #expect(try history.size().entries == 0)
    }

    @Test func aFileThatWasCutShortIsMovedAside() throws {
        let fixture = try HistoryFixture()
        for number in 0..<500 { fixture.say("line \(number)") }
        try fixture.writer.write()
        let folder = try TemporaryFolder()
        let path = folder.path("history.sqlite")
        // As a copy of the file alone, without its log, cut in the middle.
        _ = try fixture.history.prune(Retention())
        try fixture.history.checkpoint()
        try Data(contentsOf: URL(filePath: fixture.history.path)).dropLast(50_000).write(to: URL(filePath: path))
        #expect(try History(at: path).notice?.contains("was damaged") == true)
    }

    @Test func aProcessThatIsKilledLosesNoMoreThanItsLastBatch() throws {
        let folder = try TemporaryFolder()
        let child = try probe(folder.path("history.sqlite"), batches: 10_000, into: folder.path("out"))
        var written = 0
        while written < 1000 {
            usleep(20_000)
            let lines = try String(contentsOfFile: folder.path("out"), encoding: .utf8).split(separator: "\n")
            written = lines.last { $0.hasPrefix("written") }.flatMap { Int($0.dropFirst(8)) } ?? 0
        }
        kill(child.pid, SIGKILL)
        child.wait()
        let history = try History(at: folder.path("history.sqlite"))
        #expect(history.notice == nil)
        #expect(try history.size().entries >= written)
        #expect(try history.search(HistoryQuery("\"line 999\"")).count == 1)
    }

    // MARK: Not ours

    @Test func anotherProgramsDatabaseIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("other.sqlite")
        try ChildProcess.run(["/usr/bin/python3", "-c", "import sqlite3; c = sqlite3.connect('\(path)'); c.execute('create table t (a)'); c.commit()"])
        let before = try Data(contentsOf: URL(filePath: path))
        let error = opening(path)
        #expect(error?.code == .foreign && error?.description == "\(path) is a database, but no history of Taichu; it is left alone; choose another path")
        #expect(throws: HistoryError.self) { try History(reading: path) }
        #expect(try Data(contentsOf: URL(filePath: path)).dropFirst(100) == before.dropFirst(100))
    }

    @Test func aNewerVersionsHistoryIsLeftAlone() throws {
        let fixture = try HistoryFixture()
        fixture.say("kept")
        try fixture.writer.write()
        let path = fixture.history.path
        try ChildProcess.run(["/usr/bin/python3", "-c", "import sqlite3; c = sqlite3.connect('\(path)'); c.execute(\"insert into grdb_migrations values ('9: of the future')\"); c.commit()"])
        let error = opening(path)
        #expect(error?.code == .foreign && error?.description.contains("newer version") == true)
    }

    @Test func whereNothingWasWrittenThereIsNothingToRead() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: HistoryError.self) { try History(reading: folder.path("none.sqlite")) }
        #expect(error?.code == .missing)
        #expect(!FileManager.default.fileExists(atPath: folder.path("none.sqlite")))
    }

    // MARK: No way to write

    @Test func aFolderInTheFilesPlaceIsRefused() throws {
        let folder = try TemporaryFolder()
        #expect(opening(folder.url.path)?.code == .unwritable)
        let file = try folder.write("file", [1])
        #expect(opening(file + "/history.sqlite")?.code == .unwritable)
        #expect(opening("/proc/history.sqlite")?.code == .unwritable)
    }

    @Test(arguments: [true, false])
    func aReadOnlyFolderOrFileIsRefused(_ file: Bool) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("deep/history.sqlite")
        _ = try History(at: path)
        let (locked, mode) = file ? (path, 0o400) : (folder.path("deep"), 0o500)
        if !file { try FileManager.default.removeItem(atPath: path) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: locked)
        let child = try probe(path, batches: 1, obeys: true, into: folder.path("out"))
        #expect(child.wait() == 1)
        let line = try String(contentsOfFile: folder.path("out"), encoding: .utf8)
        #expect(line == "error history \(path): the file cannot be opened for writing (Permission denied); choose a file that the daemon's user may write to\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: locked)
    }

    /// A limit on files' size stands for a full disk: SQLite sees a write that fails.
    @Test func whenTheDiskIsFullTheWriterGoesOnAndKeepsTheLatest() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("history.sqlite")
        let child = try probe(path, batches: 20, before: ["/usr/bin/prlimit", "--fsize=200000"], into: folder.path("out"))
        #expect(child.wait() == 0)
        let lines = try String(contentsOfFile: folder.path("out"), encoding: .utf8).split(separator: "\n")
        let errors = lines.filter { $0.hasPrefix("error") }
        #expect(lines.count == 21 && errors.count > 5)
        #expect(lines.last?.hasPrefix("error \(errors.last!.split(separator: " ")[1]) 500 ") == true)
        #expect(errors.last?.contains("history \(path): writing failed") == true)
        // What was written before is there.
        let history = try History(at: path)
        #expect(history.notice == nil)
        let written = lines.last { $0.hasPrefix("written") }.flatMap { Int($0.dropFirst(8)) } ?? 0
        #expect(try history.size().entries == written)
    }

    @Test func twoWritersDoNotWaitForEachOther() throws {
        let fixture = try HistoryFixture()
        try fixture.writer.write()
        let path = fixture.history.path
        let folder = try TemporaryFolder()
        let child = try ChildProcess(
            ["/usr/bin/python3", "-uc", "import sqlite3, time; c = sqlite3.connect('\(path)', isolation_level=None); c.execute('begin immediate'); print('held'); time.sleep(60)"],
            output: .file(folder.path("out")))
        while try String(contentsOfFile: folder.path("out"), encoding: .utf8).isEmpty { usleep(10_000) }
        fixture.say("waits")
        let error = #expect(throws: HistoryError.self) { try fixture.writer.write() }
        #expect(error?.code == .busy && fixture.writer.waiting == 1)
        child.end()
        try fixture.writer.write()
        #expect(fixture.writer.waiting == 0)
        #expect(try fixture.history.size().entries == 1)
    }
}
