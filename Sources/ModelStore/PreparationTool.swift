package import Foundation
private import Glibc

/// The Python tool that turns a checkpoint into a model's folder, and the environment that it runs in.
///
/// Both belong to the program that asks: an installed one finds them under `PREFIX/share/taichu/preparation`, one that was built in a
/// checkout in that checkout. Nothing of them is needed to use a model.
package struct PreparationTool: Sendable {
    /// What is to be added, and how.
    package struct Job: Sendable {
        /// A folder, a model's name on the hub, or a language model's file.
        package var source: String
        package var name: ModelName
        /// f32, f16 or int8. Nil: what the tool takes by itself.
        package var weights: String?
        /// Of a checkpoint with several vocabularies.
        package var language: String?
        package var revision: String?
        /// Take the place of a model of that name.
        package var replace: Bool

        package init(source: String, name: ModelName, weights: String? = nil, language: String? = nil, revision: String? = nil, replace: Bool = false) {
            self.source = source
            self.name = name
            self.weights = weights
            self.language = language
            self.revision = revision
            self.replace = replace
        }
    }

    /// How the tool ended.
    package struct Outcome: Sendable {
        /// One of `Documentation/exit-codes.md`, or 128 + the signal that ended it.
        package var status: Int32
        /// What it said about its failure, a line each.
        package var complaints: [String]
    }

    private let script: String
    private let python: String

    /// - Parameter executable: the running program's own path.
    package init(besides executable: URL? = Bundle.main.executableURL) throws(ModelStoreError) {
        guard let root = Self.root(executable) else {
            throw ModelStoreError(
                .preparation,
                "what prepares models (Tools/prepare) is neither beside this program nor in a checkout around it; build Taichu in its checkout, or install it with `make install`")
        }
        script = root + Self.scriptPath
        let maker = root + "/Tools/setup/python-environment"
        let found = try Self.environment(maker)
        python = found + "/bin/python"
        guard access(found + "/filled", F_OK) == 0, access(python, X_OK) == 0 else {
            throw ModelStoreError(.preparation, "the Python environment that prepares models is not there; make it with: \(maker) all")
        }
    }

    private static let scriptPath = "/Tools/prepare/add_checkpoint.py"

    /// The folder that holds `Tools`.
    private static func root(_ executable: URL?) -> String? {
        guard var folder = executable?.resolvingSymlinksInPath().deletingLastPathComponent() else { return nil }
        let installed = folder.deletingLastPathComponent().path + "/share/taichu/preparation"
        if access(installed + scriptPath, F_OK) == 0 { return installed }
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            if access(folder.path + scriptPath, F_OK) == 0 { return folder.path }
        }
        return nil
    }

    /// Where the set-up's Python environment is, or would be.
    private static func environment(_ maker: String) throws(ModelStoreError) -> String {
        let said: ChildCommand.Result
        do {
            said = try ChildCommand.run([maker, "path"], output: .lines)
        } catch {
            throw ModelStoreError(.preparation, error.description)
        }
        guard said.status == 0, let path = said.output.last else {
            throw ModelStoreError(.preparation, "\(maker) path ended with \(said.status): \(said.errors.joined(separator: "; "))")
        }
        return path
    }

    /// Adds a model to a store; what the tool says about its progress goes to the standard output, unless `quietly`.
    package func add(_ job: Job, to store: ModelStore, quietly: Bool) throws(ModelStoreError) -> Outcome {
        var arguments = [python, "-B", script, "--name", job.name.description, "--store", store.folder.path]
        if let weights = job.weights { arguments += ["--weights", weights] }
        if let language = job.language { arguments += ["--language", language] }
        if let revision = job.revision { arguments += ["--revision", revision] }
        if job.replace { arguments.append("--replace") }
        arguments += ["--", job.source]
        do {
            let result = try ChildCommand.run(arguments, output: quietly ? .nothing : .ours)
            return Outcome(status: result.status, complaints: result.errors)
        } catch {
            throw ModelStoreError(.preparation, error.description)
        }
    }
}
