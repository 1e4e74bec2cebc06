internal import Configuration
internal import Foundation
internal import Inference
internal import Vision

/// The vision side's graphs that a profile asks for, shared by all cameras.
struct VisionModels: Sendable {
    private let graphs: [VisionModel: VisionGraphs]

    /// Looks for the models' folders in the same places as the speech models'; what is switched off need not be there.
    init(_ profile: Profile, profileFolder: String? = nil, runtime: Runtime) throws(PipelineError) {
        let wanted = VisionModel.allCases.filter { profile.vision.rate(of: $0) > 0 }
        let folders = ModelSearch.folders(profile, profileFolder, ProcessInfo.processInfo.environment)
        var graphs: [VisionModel: VisionGraphs] = [:]
        for model in wanted {
            let folder = ModelSearch.first(folders, having: "vision/\(model.rawValue)")
            guard let folder else {
                throw PipelineError(
                    code: .models, "the model \"\(model.rawValue)\" is not in \(folders.map { $0 + "/vision" }.joined(separator: ", ")); run `make setup-vision`")
            }
            do {
                graphs[model] = VisionGraphs(try model.directory(in: URL(fileURLWithPath: folder)), runtime: runtime)
            } catch {
                throw PipelineError(loading: error)
            }
        }
        self.graphs = graphs
    }

    /// Nil for what is switched off.
    subscript(_ model: VisionModel) -> VisionGraphs? { graphs[model] }
}

extension Profile.Vision {
    /// Looks a second; 0: never.
    func rate(of model: VisionModel) -> Double {
        switch model {
        case .objects: objectsRate
        case .pose: poseRate
        case .saliency: attentionRate
        case .faces: facesRate
        case .text: textRate
        case .tags: tagsRate
        case .mask: maskRate
        }
    }
}
