internal import Dispatch
internal import Glibc

/// Signals as a stream of values, delivered on an ordinary thread instead of inside whatever they interrupt.
enum Signals {
    static func stream(_ signals: [Int32]) -> AsyncStream<Int32> {
        AsyncStream { continuation in
            let sources = signals.map { number in
                // The default action would end the program before the source is asked.
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number)
                source.setEventHandler { continuation.yield(number) }
                source.activate()
                return source
            }
            let held = Held(sources: sources)
            continuation.onTermination = { _ in for source in held.sources { source.cancel() } }
        }
    }

    /// SAFETY: Dispatch's objects may be used from any thread; these are made once, and then only cancelled.
    private struct Held: @unchecked Sendable {
        let sources: [any DispatchSourceSignal]
    }
}
