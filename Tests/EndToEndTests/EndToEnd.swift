import Foundation
import Support
import Testing

/// The real programs with the real models, as a user starts them. One after the other: two daemons at once would share two cores.
@Suite(.serialized, .timeLimit(.minutes(10))) enum EndToEnd {}

/// Beside the test bundle stand the programs of the same build.
func product(_ name: String) -> String {
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: name).path
}

/// What a program said and how it ended.
struct Outcome {
    var status: Int32
    var output: String
    var errors: String
    /// The lines of the standard error output.
    var complaints: [String] { errors.split(separator: "\n").map(String.init) }
}

/// Runs a program of ours to its end.
func run(
    _ program: String, _ arguments: [String], obeys: Bool = false, environment: [String: String] = [:], input: ChildStream = .nothing
) async throws -> Outcome {
    let folder = try TemporaryFolder()
    let child = try ChildProcess(
        [product(program)] + arguments, obeys: obeys, environment: environment, input: input, output: .file(folder.path("out")),
        errors: .file(folder.path("err")))
    let status = await child.ended()
    func text(_ name: String) throws -> String { try String(contentsOfFile: folder.path(name), encoding: .utf8) }
    return Outcome(status: status, output: try text("out"), errors: try text("err"))
}

/// `taichu` to its end.
func taichu(_ arguments: String..., environment: [String: String] = [:], input: ChildStream = .nothing) async throws -> Outcome {
    try await run("taichu", arguments, environment: environment, input: input)
}
