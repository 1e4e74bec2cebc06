import Foundation
import Support
import Testing

/// systemd's own tools judge the units. They need systemd installed, not running.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")))
struct SystemdUnitTests {
    private static let units = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Systemd")

    /// Copies whose programs exist: systemd refuses units whose do not.
    private func copies(of folder: String, into scratch: TemporaryFolder) throws -> [String] {
        try ["taichu.service", "taichu.socket"].map { name in
            let unit = try String(contentsOf: Self.units.appending(path: folder).appending(path: name), encoding: .utf8)
            let lines = unit.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.hasPrefix("ExecStart=") ? "ExecStart=/bin/true \(line.split(separator: " ").dropFirst().joined(separator: " "))" : String(line)
            }
            let path = scratch.path(name)
            try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }
    }

    private func analyze(_ arguments: [String], scratch: TemporaryFolder) throws -> (status: Int32, output: String) {
        let log = scratch.path("output")
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let process = Process()
        // `timeout` ends it should it hang; it is short otherwise.
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["30", "/usr/bin/systemd-analyze"] + arguments
        process.environment = ["PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": scratch.url.path, "HOME": scratch.url.path, "SYSTEMD_COLORS": "0"]
        let output = try #require(FileHandle(forWritingAtPath: log))
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOfFile: log, encoding: .utf8))
    }

    @Test(arguments: [(".", [String]()), ("user", ["--user"])]) func theUnitsAreRight(folder: String, options: [String]) throws {
        let scratch = try TemporaryFolder()
        let result = try analyze(options + ["verify"] + copies(of: folder, into: scratch), scratch: scratch)
        #expect(result.status == 0 && result.output.isEmpty, "\(result.output)")
    }

    /// 0 is sealed, 10 wide open; a plain service has 9.6. What remains is in the unit's comments.
    @Test func theSystemServiceIsSealed() throws {
        let scratch = try TemporaryFolder()
        let service = try copies(of: ".", into: scratch)[0]
        let result = try analyze(["security", "--offline=yes", "--threshold=15", service], scratch: scratch)
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func stoppingTheServiceLeavesTheSocket() throws {
        let unit = try String(contentsOf: Self.units.appending(path: "taichu.service"), encoding: .utf8)
        #expect(unit.contains("\nRuntimeDirectory=taichu\n") && unit.contains("\nRuntimeDirectoryPreserve=yes\n"))
    }
}
