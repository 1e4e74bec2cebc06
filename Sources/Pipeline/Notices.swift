internal import Capture
private import Synchronization

/// What a source had to say while it ran; filled on the capture thread, read when it is over.
final class Notices: Sendable {
    private struct State {
        var texts: [String] = []
        var failure: CaptureError?
    }
    private let state = Mutex(State())

    func take(_ event: SourceEvent) {
        state.withLock { state in
            switch event {
            case .notice(let text): state.texts.append(text)
            case .failed(let error): state.failure = error
            case .connected, .lost, .ended: break
            }
        }
    }

    var texts: [String] { state.withLock { $0.texts } }
    var failure: CaptureError? { state.withLock { $0.failure } }
}
