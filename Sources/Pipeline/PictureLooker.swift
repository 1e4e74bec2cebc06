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
    private let waits: Bool
    private var gate = MotionGate()
    private var objects: ObjectDetector?
    private var pose: PoseEstimator?
    private var faces: FaceDetector?
    private var tagger: ImageTagger?
    private var saliency: SaliencyEstimator?
    private var reader: TextReader?
    private var masker: PersonMasker?
    /// When each model looked last.
    private var looked: [VisionModel: MediaInstant] = [:]
    private var movedAt: MediaInstant?
    private var sawPerson = false

    /// - Parameter waits: nobody is there in whose time a graph could be compiled: a picture waits for it. Else its look is left out until then.
    init(_ options: Profile.Vision, _ models: VisionModels, waits: Bool) throws(VisionError) {
        // What may fail comes before the first assignment: a half-made value of this kind cannot be taken apart.
        let objects: ObjectDetector? = if let graphs = models[.objects] { try ObjectDetector(graphs, threshold: 0.1) } else { nil }
        let tagger: ImageTagger? = if let graphs = models[.tags] { try ImageTagger(graphs) } else { nil }
        let reader: TextReader? = if let graphs = models[.text] { try TextReader(graphs) } else { nil }
        self.options = options
        self.waits = waits
        self.objects = objects
        self.tagger = tagger
        self.reader = reader
        pose = models[.pose].map { PoseEstimator($0) }
        faces = models[.faces].map { FaceDetector($0) }
        saliency = models[.saliency].map { SaliencyEstimator($0) }
        masker = models[.mask].map { PersonMasker($0) }
    }

    /// What a picture was good for.
    struct Findings {
        /// For the scene; nil where nothing was looked for.
        var look: SceneLook?
        /// Nothing moved, so nothing was looked for.
        var isStill = false
        var saliency: SaliencyMap?
        var tags: [ImageTag]?
        var faces: [Face]?
        var masks: [PersonMask]?

        /// Of the picture that is a person, 0…1.
        private static func share(_ masks: [PersonMask]) -> Double {
            let values = masks.over(columns: 64, rows: 64)
            return Double(values.count { $0 > 0.5 }) / Double(values.count)
        }

        /// What is told beside the scene.
        func events(_ track: String, _ number: UInt64, _ at: Double) -> [EventBody] {
            var events: [EventBody] = []
            if let saliency {
                let bytes = Data(saliency.grid(16).map { UInt8(min(255, max(0, $0 * 255))) })
                events.append(
                    .attention(Attention(track: track, number: number, at: at, columns: 16, rows: 16, values: bytes.base64EncodedString())))
            }
            if tags != nil || faces != nil || masks != nil {
                events.append(
                    .picture(
                        PictureFindings(
                            track: track, number: number, at: at, tags: tags?.map { .init(label: $0.label, score: $0.score) },
                            faces: faces?.map(\.detection), personShare: masks.map(Self.share))))
            }
            return events
        }
    }

    /// Looks once at nothing: graphs are compiled when they are first used, and the first picture of a camera should not wait for that.
    mutating func warmUp(width: Int, height: Int) throws(VisionError) {
        let (width, height) = (width / 2 * 2, height / 2 * 2)
        let black = VideoFrame(
            width: width, height: height, layout: .i420,
            pixels: PixelMemory(count: VideoFrame.Layout.i420.byteCount(width: width, height: height)) { memory in
                for index in memory.indices { memory[index] = index < width * height ? 16 : 128 }
            }, number: 0, capturedAt: MediaInstant(nanoseconds: 0))
        _ = try objects?.look(at: black)
        _ = try pose?.look(at: black)
        _ = try faces?.look(at: black)
        _ = try tagger?.look(at: black)
        _ = try saliency?.look(at: black)
        _ = try reader?.look(at: black)
        _ = try masker?.look(at: black)
    }

    mutating func look(at frame: VideoFrame) throws(VisionError) -> Findings {
        var findings = Findings()
        let due = dueModels(frame)
        guard !due.isEmpty else { return findings }
        if options.motionGate {
            if gate.admits(frame) { movedAt = frame.capturedAt }
            let isFirst = due.contains { looked[$0] == nil }
            if let movedAt, frame.capturedAt.seconds(since: movedAt) > Self.afterMotion, !isFirst, !isStale(frame.capturedAt) {
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
        if due.contains(.pose), pose != nil, findings.look != nil, sawPerson { findings.look?.bodies = try bodies(frame, look.detections) }
        if due.contains(.text), reader != nil { findings.look?.texts = try reader!.look(at: frame).map { ReadText(text: $0.text, score: $0.score, box: $0.box) } }
        if due.contains(.saliency), saliency != nil {
            let map = try saliency!.look(at: frame)
            findings.saliency = map
            findings.look?.saliency = map.grid(16)
        }
        if due.contains(.faces), faces != nil { findings.faces = try faces!.look(at: frame) }
        if due.contains(.tags), tagger != nil { findings.tags = try tagger!.look(at: frame) }
        if due.contains(.mask), masker != nil { findings.masks = try masker!.look(at: frame) }
        return findings
    }

    private mutating func bodies(_ frame: VideoFrame, _ detections: [Detection]) throws(VisionError) -> [Body] {
        let people = detections.filter { $0.label == "person" && $0.score >= options.minimumScore }
            .sorted { $0.box.width * $0.box.height > $1.box.width * $1.box.height }
        var bodies: [Body] = []
        for person in people.prefix(Self.mostBodies) {
            bodies.append(Body(box: person.box, score: person.score, keypoints: try pose!.look(at: frame, within: person.box)))
        }
        return bodies
    }

    private func dueModels(_ frame: VideoFrame) -> [VisionModel] {
        let isScene = isDue(.objects, frame.capturedAt)
        return VisionModel.allCases.filter { model in
            switch model {
            // These are told in a scene: they wait for the next look at things.
            case .pose: isScene && isDue(model, frame.capturedAt)
            // Its graph is of the pictures' size; while that is compiled, the other looks go on.
            case .text: isScene && isDue(model, frame.capturedAt) && (waits || reader?.isReady(for: frame) == true)
            default: isDue(model, frame.capturedAt)
            }
        }
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
