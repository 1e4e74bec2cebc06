private import Foundation
private import SpeechDispatcher
private import Wire

/// An output module of speech-dispatcher: screen readers and browsers speak with the daemon's voices.
@main enum Program {
    static func main() async {
        StandardDescriptors.reserve()
        signal(SIGPIPE, SIG_IGN)
        let socket = ProcessInfo.processInfo.environment["TAICHU_SOCKET"] ?? ""
        await ModuleRunner(engine: DaemonEngine(socket: socket), voices: DaemonEngine.voices()).run()
    }
}
