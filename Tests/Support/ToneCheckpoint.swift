package import Foundation

/// A wav2vec2 checkpoint whose weights were chosen by hand: each letter is a tone, silence is the blank.
///
/// The one convolution measures the tones' strength in windows of 25 ms, in four phases each, beside a channel that is always the
/// same. What is strongest wins: transformer blocks that add nothing lie between that and the letters.
package enum ToneCheckpoint {
    package static let letters = Array("|ACHITU")
    /// Strength at which a tone says its letter; less than half of it is nothing.
    package static let amplitude: Float = 0.2

    package static func frequency(_ letter: Character) -> Float { 4_000 + 500 * Float(letters.firstIndex(of: letter) ?? 0) }

    /// A text as sound: 80 ms a letter and 60 ms between two. Several letters at once where `also` says so.
    package static func sound(_ text: String, also: [Int: (letter: Character, amplitude: Float)] = [:]) -> [Float] {
        var samples: [Float] = []
        for (place, letter) in text.enumerated() {
            let start = samples.count
            samples += repeatElement(0, count: 2_240)
            func add(_ letter: Character, _ amplitude: Float) {
                for index in 0..<1_280 {
                    let fade = min(1, Float(min(index, 1_280 - index)) / 80)
                    samples[start + index] += amplitude * fade * sin(2 * .pi * frequency(letter) * Float(index) / 16_000)
                }
            }
            add(letter, amplitude)
            if let (letter, amplitude) = also[place] { add(letter, amplitude) }
        }
        return samples
    }

    /// Writes it as Hugging Face's library would.
    package static func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let vocabulary = ["<pad>"] + letters.map(String.init)
        func json(_ value: Any, _ name: String) throws {
            try JSONSerialization.data(withJSONObject: value).write(to: folder.appending(path: name))
        }
        let hidden = vocabulary.count
        let channels = 4 * letters.count + 1
        try json(
            [
                "model_type": "wav2vec2", "architectures": ["Wav2Vec2ForCTC"], "conv_dim": [channels], "conv_kernel": [400], "conv_stride": [320],
                "conv_bias": true, "feat_extract_norm": "layer", "hidden_size": hidden, "num_hidden_layers": 1, "num_attention_heads": 2,
                "intermediate_size": 4, "do_stable_layer_norm": true, "num_conv_pos_embeddings": 2, "num_conv_pos_embedding_groups": 2,
                "vocab_size": hidden, "pad_token_id": 0,
            ], "config.json")
        try json(["feature_size": 1, "sampling_rate": 16_000, "do_normalize": false, "padding_value": 0], "preprocessor_config.json")
        try json(Dictionary(uniqueKeysWithValues: vocabulary.enumerated().map { ($1, $0) }), "vocab.json")
        try json(
            ["pad_token": "<pad>", "word_delimiter_token": "|", "tokenizer_class": "Wav2Vec2CTCTokenizer", "unk_token": "<pad>", "bos_token": "<pad>", "eos_token": "<pad>"],
            "tokenizer_config.json")
        try tensors(hidden, channels).write(to: folder.appending(path: "model.safetensors"))
    }

    private static func tensors(_ hidden: Int, _ channels: Int) -> Data {
        let model = "wav2vec2."
        var tensors: [(name: String, shape: [Int], values: [Float])] = []
        func constant(_ name: String, _ shape: [Int], _ value: Float) {
            tensors.append((name, shape, [Float](repeating: value, count: shape.reduce(1, *))))
        }
        func norm(_ name: String, _ width: Int) {
            constant(name + ".weight", [width], 1)
            constant(name + ".bias", [width], 0)
        }
        let window = (0..<400).map { 0.5 - 0.5 * cos(2 * .pi * Float($0) / 399) }
        var kernels: [Float] = []
        for letter in letters {
            for phase in 0..<4 {
                kernels += window.enumerated().map { $1 * cos(2 * .pi * frequency(letter) * Float($0) / 16_000 + .pi / 2 * Float(phase)) }
            }
        }
        kernels += [Float](repeating: 0, count: 400)
        let convolution = model + "feature_extractor.conv_layers.0."
        tensors.append((convolution + "conv.weight", [channels, 1, 400], kernels))
        tensors.append((convolution + "conv.bias", [channels], [Float](repeating: 0, count: channels - 1) + [10]))
        norm(convolution + "layer_norm", channels)
        norm(model + "feature_projection.layer_norm", channels)
        var projection = [Float](repeating: 0, count: hidden * channels)
        projection[channels - 1] = 1
        for letter in letters.indices {
            for phase in 0..<4 { projection[(letter + 1) * channels + 4 * letter + phase] = 1 }
        }
        tensors.append((model + "feature_projection.projection.weight", [hidden, channels], projection))
        constant(model + "feature_projection.projection.bias", [hidden], 0)
        constant(model + "encoder.pos_conv_embed.conv.weight", [hidden, hidden / 2, 2], 0)
        constant(model + "encoder.pos_conv_embed.conv.bias", [hidden], 0)
        norm(model + "encoder.layer_norm", hidden)
        let layer = model + "encoder.layers.0."
        for part in ["attention.q_proj", "attention.k_proj", "attention.v_proj", "attention.out_proj"] {
            constant(layer + part + ".weight", [hidden, hidden], 0)
            constant(layer + part + ".bias", [hidden], 0)
        }
        constant(layer + "feed_forward.intermediate_dense.weight", [4, hidden], 0)
        constant(layer + "feed_forward.intermediate_dense.bias", [4], 0)
        constant(layer + "feed_forward.output_dense.weight", [hidden, 4], 0)
        constant(layer + "feed_forward.output_dense.bias", [hidden], 0)
        norm(layer + "layer_norm", hidden)
        norm(layer + "final_layer_norm", hidden)
        var head = [Float](repeating: 0, count: hidden * hidden)
        for token in 0..<hidden { head[token * hidden + token] = 4 }
        tensors.append(("lm_head.weight", [hidden, hidden], head))
        constant("lm_head.bias", [hidden], 0)
        return safetensors(tensors)
    }

    /// The format: length of the header, the header in JSON, the values.
    private static func safetensors(_ tensors: [(name: String, shape: [Int], values: [Float])]) -> Data {
        var header: [String] = []
        var body = Data()
        for (name, shape, values) in tensors {
            let start = body.count
            values.withUnsafeBytes { body.append(contentsOf: $0) }
            header.append("\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(start),\(body.count)]}")
        }
        let text = Data("{\(header.joined(separator: ","))}".utf8)
        var file = Data()
        withUnsafeBytes(of: UInt64(text.count).littleEndian) { file.append(contentsOf: $0) }
        return file + text + body
    }
}
