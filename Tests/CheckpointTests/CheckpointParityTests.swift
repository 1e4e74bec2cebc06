import Inference
import Support
import Testing

/// Checkpoints of each family through the engine's own runtime, against what transformers' classes computed.
/// `Tools/prepare/tests` holds every family and option; here are those that differ in what the engine has to do.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct CheckpointParityTests {
    /// Group norm and post-norm; layer norm and stable; with an adapter; a Chinese vocabulary of another width, stored as f16.
    @Test(arguments: ["base", "large", "adapter-narrow", "chinese"])
    func aCheckpointIsWhatItWas(_ name: String) throws {
        let checkpoint = try Checkpoint(name)
        let config = checkpoint.config
        let wave = try checkpoint.wave()
        var front = try checkpoint.front.makeRequest()
        var statistics = Statistics(channels: config.frontChannels)
        let features = try checkpoint.features(wave[...], &front, &statistics)
        #expect(features.count == ((wave.count - config.receptiveField) / config.stride + 1) * config.hidden)
        #expect(try largestDifference(features, checkpoint.reference("features")) <= 1e-4)

        var encoder = try checkpoint.encoder.makeRequest()
        try encoder.set("features", features, shape: [1, features.count / config.hidden, config.hidden])
        try encoder.infer()
        #expect(try largestDifference(encoder.floats("hidden"), checkpoint.reference("hidden")) <= 1e-4)
        #expect(try largestDifference(encoder.floats("logits"), checkpoint.reference("logits")) <= 1e-3)

        guard config.frontNorm == "group" else { return }
        // The same sound as it comes, 200 ms at a time: the first norm knows what was heard, and counts it once.
        var heard = Statistics(channels: config.frontChannels)
        var frames = 0
        var pieces: [Float] = []
        for end in stride(from: 3200, through: wave.count, by: 3200) {
            pieces += try checkpoint.features(wave[(frames * config.stride)..<end], &front, &heard)
            frames = (end - config.receptiveField) / config.stride + 1
        }
        #expect(try largestDifference(pieces, checkpoint.reference("pieces")) <= 1e-4)
        #expect(heard.count == statistics.count)
    }

    @Test func aQuantizedEncoderAtTheProcessorsChoiceStaysNear() throws {
        let checkpoint = try Checkpoint("base", weights: "int8", precision: .automatic)
        let features = try checkpoint.reference("features")
        var encoder = try checkpoint.encoder.makeRequest()
        try encoder.set("features", features, shape: [1, features.count / checkpoint.config.hidden, checkpoint.config.hidden])
        try encoder.infer()
        let difference = try largestDifference(encoder.floats("logits"), checkpoint.reference("logits"))
        // Logits reach 6.5.
        #expect(difference <= 0.3)
        #expect(difference > 1e-4)
    }
}
