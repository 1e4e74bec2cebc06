internal import ArgumentParser
internal import Glibc
internal import Serving
internal import View
internal import Wire

struct ViewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view",
        abstract: "A page of the running daemon: pictures, boxes, captions and the scene, in a browser of this machine or in OBS.",
        discussion: """
            Prints the page's address, which nobody else on this machine can guess, and serves it until Ctrl-C. With "&captions" behind it the address is that of \
            captions alone on a transparent ground, for a browser source of OBS.
            """)

    @OptionGroup var socket: SocketOption
    @Option(help: ArgumentHelp("The page's port; 0: one that is free.", valueName: "number")) var port = 0
    @Option(help: ArgumentHelp("Keep the secret part of the address there, so that it stays the same.", valueName: "file")) var tokenFile: String?
    @Flag(help: "Open the page in the desktop's browser.") var open = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535.") }
    }

    func run() async throws {
        try await reporting {
            let path = try socket.path()
            let token = try tokenFile.map(TokenFile.token(at:)) ?? ViewToken()
            let server = ViewServer(options: ViewOptions(socket: path, port: port, token: token, log: complain))
            let signals = Signals.stream([SIGINT, SIGTERM, SIGHUP])
            let address = try await server.start()
            try Output.standardOutput.write(address + "\n")
            await Self.tellWhatIsMissing(path)
            if open { openInBrowser(address) }
            for await _ in signals { break }
            await server.stop()
        }
    }

    /// The page waits for a daemon by itself; who started this in a terminal should know now.
    private static func tellWhatIsMissing(_ path: String) async {
        do {
            _ = try await WireClient.withConnection(to: path) { try await $0.ask(.ping) }
        } catch {
            complain("\(Failure(error).message); the page waits for it")
        }
    }
}
