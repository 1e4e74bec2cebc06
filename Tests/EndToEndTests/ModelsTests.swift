import Foundation
import Support
import Testing

extension EndToEnd {
    /// `taichu models` from a checkpoint's folder to a model that is removed again; the checkpoints are the parity tests' small ones.
    @Suite(.serialized) struct ModelsTests {
        private let folder = try! TemporaryFolder()
        private var store: String { folder.path("store") }
        private static let checkpoints = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Checkpoints/data").path

        private func models(_ arguments: String..., environment: [String: String] = [:]) async throws -> Outcome {
            try await run("taichu", ["models"] + arguments, environment: ["TAICHU_MODEL_STORE": store].merging(environment) { $1 })
        }

        @Test func aCheckpointIsAddedListedVerifiedAndRemoved() async throws {
            let source = "\(Self.checkpoints)/base"
            let added = try await models("add", source, "--int8")
            #expect(added.status == 0 && added.errors.isEmpty, "\(added.errors)")
            #expect(added.output.contains("added base: "), "\(added.output)")

            let json = try JSONSerialization.jsonObject(with: Data(try await models("list", "--json").output.utf8)) as? [[String: Any]]
            let list = try #require(json)
            #expect(list.map { $0["name"] as? String } == ["taichu-speech-base", "base"])
            #expect(list.map { $0["isBuiltIn"] as? Bool } == [true, false])
            #expect(list.allSatisfy { $0["isVerified"] as? Bool == true })
            #expect(list[1]["kind"] as? String == "wav2vec2-ctc" && list[1]["weights"] as? String == "int8")
            #expect(list[1]["folder"] as? String == "\(store)/base" && list[1]["size"] as? Int ?? 0 > 100_000)
            let table = try await models("list").output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(table.map(\.first) == ["NAME", "taichu-speech-base", "base"] && table[2].contains("verified"))

            // One bit of its weights turns.
            let weights = URL(filePath: "\(store)/base/encoder.bin")
            var bytes = try Data(contentsOf: weights)
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: weights)
            let damaged = try await models("verify")
            #expect(damaged.status == 78 && damaged.output.hasPrefix("taichu-speech-base: "))
            #expect(damaged.complaints.count == 1 && damaged.errors.hasPrefix("taichu: model file \(weights.path) is not the one of the manifest (SHA-256 "))
            #expect(damaged.errors.hasSuffix("; add it again with `taichu models add \(source) --name base --weights int8 --replace`\n"))
            #expect(try await models("list").output.contains("damaged"))
            // Doing so helps.
            #expect(try await models("add", source, "--name", "base", "--weights", "int8", "--replace", "--quiet").output.isEmpty)
            let again = try await models("verify", "base")
            #expect(again.status == 0 && again.output == "base: 4 files, all as the manifest says\n", "\(again)")

            #expect(try await models("remove", "base").output == "removed base\n")
            #expect(try await models("verify", "base").status == 66)
            #expect(!FileManager.default.fileExists(atPath: "\(store)/base"))
        }

        /// A language model of random weights, 99 kB of GGUF: what it writes means nothing, but it is written.
        @Test func aLanguageModelIsAddedListedUsedAndRemoved() async throws {
            let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Language/data/tiny.gguf").path
            let added = try await models("add", source)
            #expect(added.status == 0 && added.errors.isEmpty, "\(added.errors)")
            #expect(added.output.contains("added tiny: "), "\(added.output)")
            let table = try await models("list").output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(table.last.map { [$0[0], $0[1], $0.last] } == ["tiny", "language-model", "\(store)/tiny"], "\(table)")
            #expect(try await models("verify", "tiny").output == "tiny: 7 files, all as the manifest says\n")

            let environment = ["TAICHU_MODEL_STORE": store]
            let said = try await taichu("ask", "--model", "tiny", "--maximum-tokens", "5", "Hello", environment: environment)
            #expect(said.status == 0 && said.complaints.allSatisfy { $0.contains("was cut after 5 tokens") }, "\(said)")

            // Its place in a sentence about a file of it that is damaged, and about one that writes nothing.
            try Data("{}".utf8).write(to: URL(filePath: "\(store)/tiny/language.json"))
            let damaged = try await taichu("ask", "--model", "tiny", "Hello", environment: environment)
            #expect(damaged.status == 78 && damaged.errors.contains("\(store)/tiny/language.json has 2 bytes, the manifest says "), "\(damaged.errors)")
            #expect(damaged.errors.hasSuffix("; add it again with `taichu models add \(source) --name tiny --replace`\n"), "\(damaged.errors)")
            _ = try folder.write("store/tiny/manifest.json", Array(#"{"kind":"wav2vec2-ctc","files":[]}"#.utf8))
            let mute = try await taichu("ask", "--model", "tiny", "Hello", environment: environment)
            #expect(mute.status == 78 && mute.complaints == ["taichu: \(store)/tiny holds a model of kind \"wav2vec2-ctc\", which writes nothing; name a language model"])
            let unknown = try await taichu("ask", "--model", "nobody", "Hello", environment: environment)
            #expect(unknown.status == 78 && unknown.errors.contains(", nor was it added to \(store); run `make setup-language`, or add it with `taichu models add`"))
            #expect(try await models("remove", "tiny").output == "removed tiny\n")
        }

        @Test func aLanguageModelInHuggingFacesOwnFilesWrites() async throws {
            let source = URL(filePath: Self.checkpoints).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Language/data/decoders/qwen3").path
            let environment = ["TAICHU_MODEL_STORE": store]
            let added = try await models("add", source, "--name", "random", "--int8")
            #expect(added.status == 0 && added.errors.isEmpty, "\(added.errors)")
            let answered = try await taichu("ask", "--model", "random", "--maximum-tokens", "8", "Hello", environment: environment)
            #expect(answered.status == 0 && !answered.output.isEmpty, "\(answered.errors)")
        }

        @Test func whatCannotBeAddedIsSaidInOneLine() async throws {
            let empty = folder.path("empty"), text = folder.path("no-vocab"), broken = folder.path("broken")
            try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
            for copy in [text, broken] { try FileManager.default.copyItem(atPath: "\(Self.checkpoints)/base", toPath: copy) }
            try FileManager.default.removeItem(atPath: "\(text)/vocab.json")
            var weights = try Data(contentsOf: URL(filePath: "\(broken)/model.safetensors"))
            weights.removeLast(1_000)
            try weights.write(to: URL(filePath: "\(broken)/model.safetensors"))
            let bert = folder.path("bert")
            try FileManager.default.createDirectory(atPath: bert, withIntermediateDirectories: true)
            _ = try folder.write("bert/config.json", Array(#"{"model_type":"bert","architectures":["BertModel"]}"#.utf8))
            let llama = folder.path("llama")
            try FileManager.default.createDirectory(atPath: llama, withIntermediateDirectories: true)
            _ = try folder.write("llama/config.json", Array(#"{"model_type":"llama","architectures":["LlamaForCausalLM"]}"#.utf8))
            _ = try folder.write("file", [])

            for (arguments, environment, status, parts) in [
                (["/nowhere"], [:], 66, ["/nowhere: there is no such folder"]),
                ([folder.path("file")], [:], 65, ["file is no GGUF file; expected a GGUF file, a folder with an OpenVINO IR"]),
                ([llama], [:], 66, ["llama has no tokenizer.json; expected a GGUF file"]),
                ([empty], [:], 66, ["config.json"]),
                ([bert], [:], 65, ["bert", "wav2vec2"]),
                ([text], [:], 66, ["vocab.json"]),
                ([broken], [:], 65, ["model.safetensors"]),
                (["\(Self.checkpoints)/base", "--name", "../x"], [:], 64, ["\"../x\" cannot be a model's name"]),
                (["\(Self.checkpoints)/base", "--name", "taichu-speech-base"], [:], 77, ["part of Taichu"]),
                (["\(Self.checkpoints)/base"], ["TAICHU_MODEL_STORE": folder.path("file/store")], 73, ["file/store"]),
                // No set-up was ever there.
                (["\(Self.checkpoints)/base"], ["XDG_CACHE_HOME": folder.path("cache")], 78, [
                    "the Python environment that prepares models is not there; make it with: ", "/Tools/setup/python-environment all",
                ]),
            ] as [([String], [String: String], Int32, [String])] {
                let result = try await run("taichu", ["models", "add"] + arguments, environment: ["TAICHU_MODEL_STORE": store].merging(environment) { $1 })
                #expect(result.status == status, "\(arguments): \(result.errors)")
                #expect(result.complaints.count == 1 && result.errors.hasPrefix("taichu: "), "\(arguments): \(result.errors)")
                for part in parts { #expect(result.errors.contains(part), "\(arguments): \(result.errors)") }
            }
            let kept = FileManager.default.fileExists(atPath: store) ? try FileManager.default.contentsOfDirectory(atPath: store) : []
            #expect(kept.allSatisfy { $0 == ".lock" }, "\(kept)")
            #expect(try await models("remove", "taichu-speech-base").status == 77)
            #expect(try await models("remove", "../x").status == 64)
            #expect(try await models("remove", "nobody").errors.hasPrefix("taichu: there is no model \"nobody\"; there is taichu-speech-base"))
        }

        @Test func ofTwoAddsAtOnceTheSecondWaitsAndATakenNameIsTakenOnce() async throws {
            let source = "\(Self.checkpoints)/large"
            let environment = ["TAICHU_MODEL_STORE": store]
            async let one = run("taichu", ["models", "add", source, "--name", "twin"], environment: environment)
            async let other = run("taichu", ["models", "add", source, "--name", "twin"], environment: environment)
            async let third = run("taichu", ["models", "add", source, "--name", "third"], environment: environment)
            let twins = try await [one, other]
            #expect(twins.map(\.status).sorted() == [0, 73], "\(twins)")
            #expect(twins.first { $0.status == 73 }?.errors.contains("twin") == true)
            #expect(try await third.status == 0)
            #expect(try await models("verify").status == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: store).sorted() == [".lock", "third", "twin"])
        }
    }
}
