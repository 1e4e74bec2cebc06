internal import ArgumentParser
internal import Foundation
internal import Serving

struct SocketOption: ParsableArguments {
    @Option(help: ArgumentHelp("The daemon's socket.", valueName: "path"))
    var socket = ""

    func path() throws(ServingError) -> String {
        try SocketPath.forClient(explicit: socket, environment: ProcessInfo.processInfo.environment)
    }
}
