internal import ArgumentParser
internal import Configuration
internal import Pipeline
internal import Wire

struct Features: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The recognizer's hidden states of a media file, as a NumPy array.",
        discussion: """
            Row i of the array stands for the 20 ms from i × 20 ms on: 50 rows a second over the whole file, silence included. The sound is brought to zero \
            mean and unit variance first. The first pass has heard, for each row, what came before it, the 320 ms that it lies in and the 320 ms \
            after those; the second pass has heard all that comes after it, too.
            """)

    @Argument(help: ArgumentHelp("A media file.", valueName: "file")) var file: String
    @Option(name: .shortAndLong, help: ArgumentHelp("Write there; - is the standard output.", valueName: "out.npy")) var output: String
    @Option(name: .customLong("pass"), help: ArgumentHelp("first or second: whose transformer.", valueName: "pass")) var pass = CaptionPass.first
    @Option(help: ArgumentHelp("f32 or f16.", valueName: "type")) var type = NumPyFile.Element.f32
    @Option(help: ArgumentHelp("Arithmetic: f32, or auto, which computes in 8 and 16 bits where that is faster.", valueName: "precision")) var precision = "f32"
    @Option(help: ArgumentHelp("Folder of the models.", valueName: "folder")) var models = ""
    @Flag(name: .shortAndLong, help: "No progress bar, and no line about what was written.") var quiet = false

    func validate() throws {
        guard ["f32", "auto"].contains(precision) else { throw ValidationError("--precision is '\(precision)'; expected f32 or auto.") }
    }

    func run() async throws {
        try await reporting {
            try Transcriber.check(file)
            var profile = Profile()
            profile.inference.models = models
            profile.inference.precision = precision
            let extraction = try FeatureExtraction(profile: profile, pass: pass)
            let progress = TranscriptionProgress(file: file, isShown: !quiet && Output.standardError.isTerminal)
            defer { progress.clear() }
            var array: NumPyFile?
            var layout: FeatureExtraction.Layout?
            let remarks = try extraction.run(path: file, progress: { progress.show(done: $0, total: $1) }) { found in
                layout = found
                array = try NumPyFile(try Output.open(output), rows: found.rows, columns: found.width, element: type)
            } rows: {
                try array?.write($0)
            }
            progress.clear()
            for remark in remarks { complain(remark) }
            if !quiet, let layout {
                try Output.standardError.write(
                    "\(layout.rows) rows of \(layout.width) values, \(type.rawValue); row i stands for the \(Int(layout.interval * 1000)) ms from i × \(layout.interval) s on\n")
            }
        }
    }
}

extension NumPyFile.Element: ExpressibleByArgument {}
