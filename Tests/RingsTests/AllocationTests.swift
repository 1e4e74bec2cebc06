import Foundation
import Testing

/// The capture step, run in a process of its own under a preloaded object that counts allocations and locks.
@Suite(.serialized, .timeLimit(.minutes(10))) struct AllocationTests {
    @Test func theCaptureStepNeitherAllocatesNorLocks() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "taichu-allocations-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a folder left in /tmp fails no test
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let source = tests.appending(path: "DeviceVM/allocation-counter.c")
        let library = folder.appending(path: "counter.so")
        _ = try run("/usr/bin/cc", ["-O1", "-shared", "-fPIC", "-o", library.path, source.path])

        // Executables of the package are built beside the tests.
        let probe = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "capture-probe")
        let lines = try run(probe.path, ["allocations"], environment: ["LD_PRELOAD": library.path])
        #expect(lines.contains("step_allocations=0 step_locks=0"), "\(lines)")
        // The counter is awake: reading makes an array.
        let reading = try #require(lines.first { $0.hasPrefix("read_allocations=") })
        #expect(!reading.hasPrefix("read_allocations=0"), "\(lines)")
    }

    private func run(_ path: String, _ arguments: [String], environment: [String: String] = [:]) throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(path) \(arguments)")
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
