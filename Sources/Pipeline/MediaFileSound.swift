internal import Capture
internal import Configuration
internal import Media
private import Rings

/// A media file's sound from beginning to end, as fast as it can be read and no faster than it is used.
struct MediaFileSound {
    let path: String
    /// What the track is called: the file's name.
    let label: String
    private let rate: Int
    private let channels: Int

    /// - Parameter path: `-` is raw PCM on the standard input, in the form that the profile's first source names.
    init(_ path: String, _ profile: Profile) {
        self.path = path
        label = path.split(separator: "/").last.map(String.init) ?? path
        rate = profile.sources.first?.rate ?? AudioFormat.sampleRate
        channels = profile.sources.first?.channels ?? 1
    }

    /// Hands out blocks of up to a second. Returns what the user should know about the file ("it is cut short…").
    ///
    /// - Parameters:
    ///   - take: gets each block, and the file's length in seconds where it is known.
    ///   - end: is called behind the last block, even of a file that turns out to be broken there.
    func read(_ take: (AudioBlock, _ total: Double?) throws -> Void, end: () throws -> Void = {}) throws -> [String] {
        var specification = SourceSpecification(kind: path == "-" ? .standardInput : .file)
        specification.path = path
        specification.pace = .fast
        specification.rate = rate
        specification.channels = channels
        let ring = AudioRing(capacityFrames: 4 * AudioFormat.sampleRate)
        let source: any AudioSource
        let notices = Notices()
        do {
            source = try makeSource(specification, label: label, ring: ring)
            try source.start { notices.take($0) }
        } catch {
            throw PipelineError(error)
        }
        defer { source.stop() }
        var consumer = ring.takeConsumer()
        while !consumer.isFinished {
            guard let block = consumer.read(maximumFrames: AudioFormat.sampleRate) else {
                _ = ring.waitForDoorbell(seconds: 1)
                continue
            }
            try take(block, source.duration)
        }
        try end()
        if let failure = notices.failure { throw PipelineError(failure) }
        return notices.texts
    }
}
