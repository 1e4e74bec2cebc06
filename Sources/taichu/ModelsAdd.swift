internal import ArgumentParser
internal import Foundation
internal import ModelStore
internal import Wire

struct ModelsAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Takes in a wav2vec2 CTC checkpoint or a language model.",
        discussion: "Which of them it is follows from what is given. It is checked, its graphs are built with the set-up's Python environment, and it is ready when the command ends.")

    @Argument(help: ArgumentHelp("A folder with config.json or a model's name on the Hugging Face hub (owner/model), of either kind; or a language model as a GGUF file or as a folder with an OpenVINO IR.", valueName: "source"))
    var source: String
    @Option(help: ArgumentHelp("What it is called from now on; otherwise as its folder or file is.", valueName: "name")) var name: String?
    @Flag(help: "Short for --weights int8.") var int8 = false
    @Option(help: ArgumentHelp("How matrices are stored: f32 (otherwise), f16 or int8; a language model's, in safetensors, in f16 (otherwise) or int8.", valueName: "type")) var weights: StoredWeights?
    @Option(help: ArgumentHelp("Commit, tag or branch of the hub's model.", valueName: "revision")) var revision: String?
    @Option(help: ArgumentHelp("Of a checkpoint with a vocabulary for each language (MMS): which one.", valueName: "code")) var language: String?
    @Flag(help: "Take the place of a model of that name.") var replace = false
    @Flag(name: .shortAndLong, help: "Say only what went wrong.") var quiet = false

    func validate() throws {
        if int8, let weights, weights != .int8 { throw ValidationError("--int8 and --weights \(weights.rawValue) say different things; give one of them.") }
        if revision != nil, isFolder { throw ValidationError("--revision is for models of the hub, and \(source) is a folder.") }
    }

    func run() async throws {
        try await reporting {
            let store = ModelStore.ofThisUser
            let name = try chosenName()
            if let other = try store.models().first(where: { $0.name == name.description }) {
                guard !other.isBuiltIn else { throw Failure(.noPermission, "\"\(name)\" is the name of a model that is part of Taichu; choose another with --name") }
                guard replace else { throw Failure(.cannotCreate, "there is a model \"\(name)\" already, in \(other.folder.path); choose another name with --name, or add --replace") }
            }
            let tool = try PreparationTool()
            let job = PreparationTool.Job(
                source: source, name: name, weights: (int8 ? .int8 : weights)?.rawValue, language: language, revision: revision, replace: replace)
            let outcome = try tool.add(job, to: store, quietly: quiet)
            guard outcome.status == 0 else {
                // The tool's own words, which name the file and what to do.
                for line in outcome.complaints { complain(line.hasPrefix("models add: ") ? String(line.dropFirst(12)) : line) }
                if outcome.complaints.isEmpty { complain("adding \(source) was ended before it was through; nothing of it was kept") }
                throw ExitCode(outcome.status)
            }
            // What was written is what was meant: a full disk can lie.
            try store.model(named: name.description).verify()
        }
    }

    private func chosenName() throws -> ModelName {
        if let name { return try ModelName(name) }
        let real = isFolder ? URL(fileURLWithPath: source).standardizedFileURL.path : source
        guard let name = ModelName(from: real) else { throw Failure(.usage, "no name for the model can be made of \"\(source)\"; give one with --name") }
        return name
    }

    private var isFolder: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) && isFolder.boolValue
    }
}

/// How a checkpoint's matrices are stored.
enum StoredWeights: String, CaseIterable, ExpressibleByArgument { case f32, f16, int8 }
