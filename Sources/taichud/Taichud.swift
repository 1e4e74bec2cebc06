internal import ArgumentParser
private import Configuration
private import Dispatch
private import Foundation
private import Glibc
private import Pipeline
private import Wire

@main
enum Program {
    static func main() {
        StandardDescriptors.reserve()
        Task {
            await Taichud.main()
            exit(ExitStatus.ok.rawValue)
        }
        dispatchMain()
    }
}

/// The daemon: listens as a profile says, and serves captions on its socket.
struct Taichud: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "taichud", abstract: "Listens, and serves live captions on a Unix socket.",
        discussion: "Watch them with `taichu watch`. Exit codes: Documentation/exit-codes.md.", version: TaichuVersion.current)

    @Option(help: ArgumentHelp("What to listen to and how: see `taichu profile show`.", valueName: "file")) var profile: String?
    @Option(help: ArgumentHelp("Path of the socket, instead of the profile's.", valueName: "path")) var socket: String?
    @Flag(name: .shortAndLong, help: "Say only what went wrong.") var quiet = false

    func run() async throws {
        var settings = Profile()
        if let profile {
            do {
                settings = try ProfileReader.read(path: profile)
            } catch {
                fail(error.description, error.code == .unreadable ? .noInput : .configuration)
            }
        }
        if let socket { settings.daemon.socket = socket }
        let isQuiet = quiet
        let folder = profile.map { URL(filePath: $0).deletingLastPathComponent().path }
        let daemon = Daemon(profile: settings, name: profile ?? "defaults", profileFolder: folder) { line in
            if !isQuiet { say(line) }
        }
        let signals = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                daemon.end()
                // A model that is being loaded or an inference that runs cannot be broken off; the kernel tidies up after them.
                DispatchQueue.global().asyncAfter(deadline: .now() + patience) {
                    daemon.removeSocket()
                    _exit(ExitStatus.ok.rawValue)
                }
            }
            source.resume()
            return source
        }
        // A client that went away is an error of one write, not the end of the daemon.
        signal(SIGPIPE, SIG_IGN)
        do {
            switch try await daemon.run(version: TaichuVersion.current) {
            case .asked, .sourcesEnded: break
            case .sourcesFailed(let reasons): fail(reasons.joined(separator: "; "), ExitStatus.noInput)
            }
        } catch let error as PipelineError {
            let status: ExitStatus =
                switch error.code {
                case .unreadable: .noInput
                case .input: .badData
                case .models: .configuration
                case .running: .software
                case .socketPath: .usage
                case .serving: .cannotCreate
                case .permission: .noPermission
                }
            fail(error.description, status)
        }
        signals.forEach { $0.cancel() }
    }
}

/// Seconds from the signal to the end at most.
private let patience = 1.9

/// Each line of it, so that none of several problems looks like somebody else's.
private func say(_ text: String) {
    let lines = text.split(separator: "\n").map { "taichud: \($0)\n" }
    // Whoever read it may be gone; the daemon goes on.
    try? FileHandle.standardError.write(contentsOf: Data(lines.joined().utf8))
}

private func fail(_ text: String, _ status: ExitStatus) -> Never {
    say(text)
    exit(status.rawValue)
}
