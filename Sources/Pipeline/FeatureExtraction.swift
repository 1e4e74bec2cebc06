package import Configuration
private import Foundation
private import Inference
private import Media
private import Speech
package import Wire

/// Hidden states of whole media files, without a daemon.
package final class FeatureExtraction {
    private let profile: Profile
    private let models: SpeechModels
    private let pass: CaptionPass

    /// - Parameter pass: whose transformer's hidden states are wanted.
    package init(profile: Profile, pass: CaptionPass) throws(PipelineError) {
        self.profile = profile
        self.pass = pass
        let directory = try ModelSearch.speech(profile)
        do {
            models = try SpeechModels(directory, runtime: try Runtime(), precision: .init(profile))
        } catch {
            throw PipelineError(loading: error)
        }
    }

    /// How many rows a file has, and what they are.
    package struct Layout: Sendable {
        package var rows: Int
        package var width: Int
        /// Seconds from one row to the next.
        package var interval: Double
    }

    /// Reads a file twice: once for its length and level, once for its rows.
    ///
    /// - Parameters:
    ///   - progress: seconds done, and in all.
    ///   - begin: told what will come before the first rows do.
    ///   - rows: [n × width] values, in order.
    /// - Returns: remarks that the user should read.
    package func run(
        path: String, progress: (_ done: Double, _ total: Double?) -> Void = { _, _ in }, begin: (Layout) throws -> Void, rows: ([Float]) throws -> Void
    ) throws -> [String] {
        let attributes = try? FileManager.default.attributesOfItem(atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
        // What cannot be looked at is the reader's to complain about.
        if path == "-" || (attributes?[.type] as? FileAttributeType).map({ $0 != .typeRegular && $0 != .typeDirectory }) == true {
            throw PipelineError(code: .input, "\(path == "-" ? "the standard input" : path) cannot be read twice, which features need; name a file")
        }
        let sound = MediaFileSound(path, profile)
        var normalisation = Normalisation()
        var length = 0
        let remarks = try sound.read { block, _ in
            normalisation.add(block.samples)
            length = Int(block.position) + block.samples.count
        }
        var extractor = try FeatureExtractor(models, pass: pass)
        let interval = AudioFormat.seconds(frames: UInt64(extractor.hop))
        let layout = Layout(rows: extractor.rows(samples: length), width: extractor.width, interval: interval)
        try begin(layout)
        var made = 0
        func hand(_ values: [Float]) throws {
            guard !values.isEmpty else { return }
            made += values.count / layout.width
            try rows(values)
            progress(Double(made) * interval, AudioFormat.seconds(frames: UInt64(length)))
        }
        _ = try sound.read { block, _ in try hand(try extractor.append(normalisation.apply(to: block.samples))) }
        try hand(try extractor.finish())
        guard made == layout.rows else {
            throw PipelineError(code: .input, "\(path) changed while it was read: \(made) rows came where \(layout.rows) were expected; run this again")
        }
        return remarks
    }
}
