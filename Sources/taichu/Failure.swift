internal import ArgumentParser
internal import CTCDecoding
internal import Configuration
internal import Glibc
internal import Language
internal import ModelStore
internal import Pipeline
internal import Recall
internal import Dubbing
internal import Playback
internal import Spoken
internal import Voice
internal import Serving
internal import Subtitles
internal import View
internal import Wire

/// An end with a message and an exit status.
struct Failure: Error {
    var status: ExitStatus
    var message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// What an error of any of the modules means for who called this program.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as ServingError:
            let status: ExitStatus = switch error.code {
            case .invalidPath: .usage
            case .system: error.status == EACCES || error.status == EPERM ? .noPermission : .unavailable
            case .noDaemon, .disconnected, .foreign, .inUse: .unavailable
            }
            self.init(status, error.description)
        case let refusal as Refusal: self.init(refusal.code == .invalid ? .usage : .unavailable, "the daemon refused: \(refusal.message)")
        case let error as PipelineError:
            let status: ExitStatus = switch error.code {
            case .unreadable: .noInput
            case .input: .badData
            case .models: .configuration
            case .socketPath, .serving, .permission: .unavailable
            case .running: .software
            }
            self.init(status, error.description)
        case let error as ProfileError: self.init(error.code == .unreadable ? .noInput : .configuration, error.description)
        case let error as ModelStoreError:
            let status: ExitStatus = switch error.code {
            case .name: .usage
            case .unknown: .noInput
            case .damaged, .preparation: .configuration
            case .notAllowed: .noPermission
            case .inUse: .temporary
            case .unwritable: .cannotCreate
            }
            self.init(status, error.description)
        case let error as LanguageError:
            self.init(error.code == .model ? .configuration : error.code == .prompt ? .badData : .software, error.description)
        case let error as DubError: self.init(error.code == .input ? .badData : .cannotCreate, error.description)
        case let error as PlaybackError: self.init(.unavailable, error.description)
        case let error as SSMLError: self.init(.badData, error.description)
        case let error as VoiceError:
            let status: ExitStatus = switch error.code {
            case .model: .configuration
            case .voice, .request: .badData
            case .inference: .software
            case .output: .cannotCreate
            }
            self.init(status, error.description)
        case let error as HistoryError:
            let status: ExitStatus = switch error.code {
            case .unwritable: .noPermission
            case .full: .inputOutput
            case .busy: .temporary
            case .damaged, .foreign: .badData
            case .missing: .noInput
            case .question: .usage
            }
            self.init(status, error.description)
        case let error as CTCError: self.init(error.code == .unreadable ? .noInput : .badData, error.description)
        case let error as ViewError:
            let status: ExitStatus = switch error.code {
            case .portTaken: .cannotCreate
            case .notAllowed: .noPermission
            case .system: .unavailable
            }
            self.init(status, error.description)
        case let error as WireError: self.init(error.code == .unencodable ? .software : .unavailable, error.description)
        default: self.init(.software, "\(error)")
        }
    }
}

/// Runs a command's work; what goes wrong is one line on stderr and the exit status that fits it.
func reporting(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let error as ExitCode {
        throw error
    } catch {
        let failure = Failure(error)
        complain(failure.message)
        throw ExitCode(failure.status.rawValue)
    }
}

/// Each line of it, so that none of several problems looks like somebody else's.
func complain(_ message: String) {
    let text = message.split(separator: "\n").map { "taichu: \($0)\n" }.joined()
    // Nobody is left to tell when stderr is closed.
    try? Output.standardError.write(text)
}
