package import CTCDecoding
private import Foundation
package import Inference

/// What a wav2vec2 CTC checkpoint's manifest says beside its files.
package struct CheckpointConfiguration: Sendable {
    package enum FrontNorm: String, Decodable, Sendable {
        /// Over each channel of the first convolution, along time: depends on the whole clip.
        case group
        /// Over the channels of each frame: depends on nothing else.
        case layer
    }

    /// What mends a folder whose files do not fit.
    static let again = "add the checkpoint again with `taichu models add … --replace`"

    package let name: String
    /// The model wants zero mean and unit variance.
    package let normalises: Bool
    /// Samples that a frame of features sees, and from one frame to the next.
    package let receptiveField: Int
    package let stride: Int
    package let frontNorm: FrontNorm
    /// The first convolution: its channels, and samples that one of its frames sees and from one to the next.
    package let frontChannels: Int
    package let frontKernel: Int
    package let frontStride: Int
    /// Values of a frame of features.
    package let hidden: Int
    /// Frames of features for one row of posteriors; 1 without an adapter.
    package let adapterStride: Int
    /// Frames that the positional convolution sees to each side.
    package let positionalReach: Int
    package let vocabulary: CTCVocabulary

    private struct Manifest: Decodable {
        struct Values: Decodable {
            var sample_rate: Int
            var do_normalize: Bool
            var receptive_field: Int
            var stride: Int
            var front_norm: FrontNorm
            var front_channels: Int
            var front_kernel: Int
            var front_stride: Int
            var hidden: Int
            var adapter_stride: Int
            var positional_reach: Int
            var vocabulary: [String]
            var blank: Int
            var word_delimiter: String?
            var special: [Int]
            var lower_case: Bool
        }
        var kind: String
        var name: String
        var config: Values
    }

    package init(_ directory: ModelDirectory) throws(SpeechError) {
        let path = directory.path("manifest.json")
        let manifest: Manifest
        do {
            manifest = try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch let DecodingError.keyNotFound(key, _) {
            throw SpeechError("\(path) does not describe a wav2vec2 CTC checkpoint: \"\(key.stringValue)\" is missing; \(Self.again)")
        } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context), let DecodingError.dataCorrupted(context) {
            let place = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw SpeechError("\(path) does not describe a wav2vec2 CTC checkpoint: \(place.isEmpty ? "this is no JSON" : "\"\(place)\" has a wrong value"); \(Self.again)")
        } catch {
            throw SpeechError("\(path) cannot be read: \(error.localizedDescription); \(Self.again)")
        }
        let values = manifest.config
        guard manifest.kind == "wav2vec2-ctc" else {
            throw SpeechError("\(path) describes a model of kind \"\(manifest.kind)\"; expected \"wav2vec2-ctc\"")
        }
        guard values.sample_rate == 16_000 else {
            throw SpeechError("\(path): the checkpoint hears \(values.sample_rate) samples a second; expected 16000")
        }
        let sizes = [values.receptive_field, values.stride, values.front_channels, values.front_kernel, values.front_stride, values.hidden, values.adapter_stride]
        guard sizes.allSatisfy({ (1...1_000_000).contains($0) }), values.positional_reach >= 0, values.stride.isMultiple(of: values.front_stride),
            values.stride <= 16_000
        else { throw SpeechError("\(path): sizes of the front that cannot be; \(Self.again)") }
        do {
            vocabulary = try CTCVocabulary(
                tokens: values.vocabulary, blank: values.blank, wordDelimiter: values.word_delimiter, special: values.special,
                lowerCase: values.lower_case)
        } catch {
            throw SpeechError("\(path): \(error.description)")
        }
        name = manifest.name
        normalises = values.do_normalize
        receptiveField = values.receptive_field
        stride = values.stride
        frontNorm = values.front_norm
        frontChannels = values.front_channels
        frontKernel = values.front_kernel
        frontStride = values.front_stride
        hidden = values.hidden
        adapterStride = values.adapter_stride
        positionalReach = values.positional_reach
    }

    /// Samples from one row of posteriors to the next.
    package var rowSamples: Int { stride * adapterStride }

    /// Frames of features that so many samples suffice for.
    package func frames(samples: Int) -> Int { samples < receptiveField ? 0 : (samples - receptiveField) / stride + 1 }
}
