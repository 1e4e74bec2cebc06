internal import Synchronization
internal import Terminal

/// The bar on stderr: how far a file is and how fast it goes.
final class TranscriptionProgress: Sendable {
    private let file: String
    private let isShown: Bool
    private let started = ContinuousClock.now
    private let bar = Mutex(ProgressBar())

    init(file: String, isShown: Bool) {
        self.file = String(file.split(separator: "/").last ?? "")
        self.isShown = isShown
    }

    func show(done: Double, total: Double?) {
        guard isShown else { return }
        let elapsed = started.duration(to: .now) / .seconds(1)
        // The first moments say nothing about the speed.
        let speed = elapsed > 1 ? done / elapsed : nil
        write { $0.show(name: file, done: done, total: total, speed: speed, columns: Output.standardError.size?.columns ?? 80) }
    }

    func clear() {
        write { $0.clear() }
    }

    private func write(_ text: (inout ProgressBar) -> String) {
        bar.withLock { bar in
            let bytes = text(&bar)
            // A bar that cannot be shown is not worth an end.
            if !bytes.isEmpty { try? Output.standardError.write(bytes) }
        }
    }
}
