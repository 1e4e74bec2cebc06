internal import ArgumentParser
internal import Capture
internal import Foundation
internal import Wire

struct Devices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Microphones and outputs that a profile can name.")

    @Option(help: ArgumentHelp("Address of the Pulse server to ask.", valueName: "address")) var server = ""
    @Flag(help: "One JSON object instead of a table.") var json = false

    func run() async throws {
        try await reporting {
            let list = DeviceList.current(server: server)
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                try Output.standardOutput.write(String(decoding: try encoder.encode(list), as: UTF8.self) + "\n")
                return
            }
            var text = ""
            if list.devices.isEmpty {
                text = "There is no capture device here.\n"
            } else {
                text = columns(
                    [["kind", "device", "format", "what it is"]]
                        + list.devices.map { [$0.kind, ($0.isDefault ? "* " : "  ") + $0.name, $0.format.isEmpty ? "-" : $0.format, $0.description] }
                ).joined(separator: "\n") + "\n* is what an empty device means.\n"
            }
            try Output.standardOutput.write(text)
            for problem in list.problems { complain(problem) }
        }
    }
}
