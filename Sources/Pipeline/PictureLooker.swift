internal import Configuration
private import Foundation
internal import Media
internal import Scene
internal import Vision
internal import Wire

/// Looks at one camera's pictures: each model at its own rate, and at nothing where nothing moved.
struct PictureLooker: ~Copyable {
    /// A still picture is looked at again after this many seconds: what the gate cannot see must not stay unseen.
    private static let longestStill = 5.0
    /// Looks go on for so long after the last motion: what came and stands still wants several looks before it counts as there.
    private static let afterMotion = 1.0
    /// Bodies that are looked for in one picture, the largest people first.
    private static let mostBodies = 3

    private let options: Profile.Vision
    private var gate = MotionGate()
    private var objects: ObjectDetector?
    /// When each model looked last.
    private var looked: [VisionModel: MediaInstant] = [:]
    private var movedAt: MediaInstant?
    private var sawPerson = false

    init(_ options: Profile.Vision, _ models: VisionModels) throws(VisionError) {
        // What may fail comes before the first assignment: a half-made value of this kind cannot be taken apart.
        let objects: ObjectDetector? = if let graphs = models[.objects] { try ObjectDetector(graphs, threshold: 0.1) } else { nil }
        self.options = options
        self.objects = objects
    }

    /// What a picture was good for.
    struct Findings {
        /// For the scene; nil where nothing was looked for.
        var look: SceneLook?
        /// Nothing moved, so nothing was looked for.
        var isStill = false

        func events(_ track: String, _ number: UInt64, _ at: Double) -> [EventBody] { [] }
    }

    mutating func look(at frame: VideoFrame) throws(VisionError) -> Findings {
        var findings = Findings()
        let due = VisionModel.allCases.filter { isDue($0, frame.capturedAt) }
        guard !due.isEmpty else { return findings }
        if options.motionGate {
            if gate.admits(frame) { movedAt = frame.capturedAt }
            if let movedAt, frame.capturedAt.seconds(since: movedAt) > Self.afterMotion, !isStale(frame.capturedAt) {
                findings.isStill = true
                return findings
            }
        }
        for model in due { looked[model] = frame.capturedAt }
        var look = SceneLook(time: frame.capturedAt, detections: [])
        if due.contains(.objects), objects != nil {
            look.detections = try objects!.look(at: frame)
            sawPerson = look.detections.contains { $0.label == "person" && $0.score >= options.minimumScore }
            findings.look = look
        }
        return findings
    }

    /// Half a frame early is in time: frames do not come at the very moment.
    private func isDue(_ model: VisionModel, _ now: MediaInstant) -> Bool {
        let rate = options.rate(of: model)
        guard rate > 0 else { return false }
        guard let last = looked[model] else { return true }
        let passed = now.seconds(since: last)
        return passed < 0 || passed >= 1 / rate - 0.01
    }

    private func isStale(_ now: MediaInstant) -> Bool {
        guard let last = looked.values.max() else { return true }
        return now.seconds(since: last) >= Self.longestStill
    }
}
