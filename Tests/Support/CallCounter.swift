private import Foundation

/// The object that counts a process's allocations, locks and copied bytes when it is preloaded into it (`DeviceVM/call-counter.c`).
package enum CallCounter {
    /// Compiles it into the folder; its path, for `LD_PRELOAD`.
    package static func library(in folder: TemporaryFolder) throws -> String {
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "DeviceVM/call-counter.c")
        let library = folder.path("counter.so")
        try ChildProcess.run(["/usr/bin/cc", "-O1", "-shared", "-fPIC", "-o", library, source.path])
        return library
    }

    /// What `capture-probe` says under it, line by line. Executables of the package are built beside the tests.
    package static func lines(_ arguments: [String], in folder: TemporaryFolder) throws -> [String] {
        let probe = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "capture-probe").path
        let output = folder.path("counted.txt")
        let child = try ChildProcess([probe] + arguments, environment: ["LD_PRELOAD": library(in: folder)], output: .file(output))
        let status = child.wait()
        guard status == 0 else { throw ChildProcess.Failure(description: "capture-probe \(arguments) ended with \(status)") }
        return try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
