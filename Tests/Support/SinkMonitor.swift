private import Capture
package import Media
private import Rings

/// The monitor of a null sink, with the times at which its samples are played.
package final class SinkMonitor {
    private let source: any AudioSource
    private let ring: AudioRing
    private var consumer: AudioRingConsumer
    private var blocks: [(at: MediaInstant, samples: [Float])] = []

    package init(server: String, sink: String) throws {
        var specification = SourceSpecification(kind: .monitor)
        specification.server = server
        specification.device = sink
        ring = AudioRing(capacityFrames: 60 * AudioFormat.sampleRate)
        consumer = ring.takeConsumer()
        source = try makeSource(specification, label: "monitor", ring: ring)
        try source.start { _ in }
        // Until sound flows, its times are not known.
        while blocks.count < 50 { read() }
    }

    deinit { source.stop() }

    /// Until samples of that time have come.
    package func record(until end: MediaInstant) {
        while blocks.last.map({ $0.at < end }) ?? true { read() }
    }

    private func read() {
        _ = ring.waitForDoorbell(seconds: 0.1)
        while let block = consumer.read(maximumFrames: 160) { blocks.append((block.capturedAt, block.samples)) }
    }

    /// From the first loud sample after `start` to the last.
    package func loud(from start: MediaInstant) -> (from: MediaInstant, to: MediaInstant)? {
        var found: (from: MediaInstant, to: MediaInstant)?
        for block in blocks where block.at >= start {
            for (index, sample) in block.samples.enumerated() where abs(sample) > 0.05 {
                let at = block.at.advanced(bySeconds: Double(index) / Double(AudioFormat.sampleRate))
                found = (found?.from ?? at, at)
            }
        }
        return found
    }
}
