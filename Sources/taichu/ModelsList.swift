internal import ArgumentParser
internal import Foundation
internal import ModelStore

struct ModelsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Every model, with its size, and whether its files are right.")

    @Flag(help: "One JSON array instead of a table.") var json = false

    /// A model as the list shows it.
    private struct Entry: Encodable {
        var name: String
        var kind: String
        /// Bytes.
        var size: Int
        var weights: String?
        var folder: String
        var isBuiltIn: Bool
        var isVerified: Bool
        /// What is wrong with it, and what to do.
        var problem: String?
        var licence: String?
        var origin: ModelManifest.Origin?
    }

    func run() async throws {
        try await reporting {
            let entries = try ModelStore.ofThisUser.models().map(Self.entry)
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                try Output.standardOutput.write(String(decoding: try encoder.encode(entries), as: UTF8.self) + "\n")
            } else {
                try Output.standardOutput.write(Self.table(entries))
            }
        }
    }

    private static func entry(_ model: InstalledModel) -> Entry {
        var problem: String?
        do {
            try model.verify()
        } catch {
            problem = error.description
        }
        let manifest = model.manifest
        return Entry(
            name: model.name, kind: model.kind, size: manifest?.size ?? 0, weights: manifest?.weights, folder: model.folder.path, isBuiltIn: model.isBuiltIn,
            isVerified: problem == nil, problem: problem, licence: manifest?.licence, origin: manifest?.origin)
    }

    private static func table(_ entries: [Entry]) -> String {
        let head = ["NAME", "KIND", "SIZE", "WEIGHTS", "FILES", "WHERE"]
        let rows = entries.map { entry in
            [
                entry.name, entry.kind, "\((Double(entry.size) / 1e5).rounded() / 10) MB", entry.weights ?? "-", entry.isVerified ? "verified" : "damaged",
                entry.folder,
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        return ([head] + rows).map { row in
            let cells = zip(row, widths).enumerated().map { index, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return index == 2 ? space + cell.0 : cell.0 + space
            }
            return cells.joined(separator: "  ").trimmingSuffix(while: { $0 == " " }) + "\n"
        }.joined()
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = self[...]
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
