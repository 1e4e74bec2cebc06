private import Capture
package import Configuration
private import Drawing
package import Foundation
private import Inference
private import Media
private import Rings
private import Scene
private import Tracking
private import Vision
package import Wire

/// One picture, looked at once: what is in it, in words and drawn. Without a daemon.
package final class Snapshot {
    /// What is looked for beside objects, and drawn.
    package struct Options: Sendable {
        /// Where the picture draws the eye, as a heat map.
        package var heat = false
        /// Which pixels are persons, and which are the other things, tinted.
        package var mask = false
        /// Text is read, too.
        package var text = false
        /// Of a video: seconds from its start.
        package var at = 0.0

        package init() {}
    }

    package struct Result {
        /// Nil when nothing is there.
        package var scene: SceneReport?
        /// The picture with what was found drawn on it, a JPEG file.
        package var jpeg: Data
    }

    private let profile: Profile
    private let options: Options
    private let models: VisionModels
    /// Frames of a camera that are passed over: it sets exposure and colours in its first moments.
    private static let settlingSeconds = 0.7
    private static let patienceSeconds = 10.0

    package init(_ profile: Profile, _ options: Options) throws(PipelineError) {
        var profile = profile
        profile.vision.objectsRate = max(profile.vision.objectsRate, 1)
        profile.vision.poseRate = max(profile.vision.poseRate, 1)
        // Things are cut out from where the picture draws the eye.
        profile.vision.attentionRate = options.heat || options.mask ? 1 : 0
        profile.vision.maskRate = options.mask ? 1 : 0
        profile.vision.textRate = options.text ? 1 : 0
        profile.vision.facesRate = 0
        profile.vision.tagsRate = 0
        self.profile = profile
        self.options = options
        do {
            models = try VisionModels(profile, runtime: try Runtime())
        } catch {
            throw PipelineError(loading: error)
        }
    }

    /// Takes the picture and looks at it.
    ///
    /// - Parameter camera: a device, a file, a folder or an address, as the profile has it.
    package func take(_ camera: Profile.Camera) throws(PipelineError) -> Result {
        let frame = try frame(of: camera)
        do {
            var looker = try PictureLooker(profile.vision, models, waits: true)
            let found = try looker.look(at: frame)
            var scene = try SceneState(track: camera.name, origin: frame.capturedAt, options: .instant(profile, camera: camera.name))
            // A still picture has no future in which things could be confirmed.
            let step = found.look.map { scene.look($0) } ?? SceneStep()
            let report = step.events.lazy.compactMap { if case .scene(let report) = $0 { report } else { nil } }.first
            let canvas = try Canvas(frame)
            if options.heat, let map = found.saliency { canvas.heat(map.values, columns: map.width) }
            if options.mask { try tint(canvas, frame, step.tracked.seen, found) }
            for track in step.tracked.seen {
                canvas.box(track.box, "\(track.id) \(track.label) \(Int((track.score * 100).rounded())) %", .of(track.id))
            }
            canvas.caption((report?.words ?? []).map(\.text).joined(separator: "\n"))
            var encoder = try JPEGEncoder(quality: 90)
            return Result(scene: report, jpeg: try encoder.encode(canvas))
        } catch {
            throw PipelineError(loading: error)
        }
    }

    /// Persons by the pose model's masks, other things by their colours, each as its frame is.
    private func tint(_ canvas: Canvas, _ frame: VideoFrame, _ tracks: [Track], _ found: PictureLooker.Findings) throws(VisionError) {
        let (columns, rows) = ((frame.width + 1) / 2, (frame.height + 1) / 2)
        if let persons = found.masks, !persons.isEmpty { canvas.mask(persons.over(columns: columns, rows: rows), columns: columns, .of(1)) }
        let things = tracks.filter { $0.label != "person" }.map { Detection(label: $0.label, score: $0.score, box: $0.box) }
        for mask in try ObjectMasker().look(at: frame, for: things, saliency: found.saliency) {
            let id = tracks.first { $0.label == mask.detection.label && $0.box == mask.detection.box }?.id ?? 1
            canvas.mask([mask].over(columns: columns, rows: rows), columns: columns, .of(id))
        }
    }

    private func frame(of camera: Profile.Camera) throws(PipelineError) -> VideoFrame {
        let mailbox = LatestFrame()
        var specification: CameraSpecification
        let source: any CameraSource
        let notices = Notices()
        do {
            specification = try CameraSpecification(camera)
            specification.pace = .fast
            source = try makeCamera(specification, label: camera.name, mailbox: mailbox)
            try source.start { notices.take($0) }
        } catch {
            throw PipelineError(error)
        }
        defer { source.stop() }
        var consumer = mailbox.takeConsumer()
        let isLive = specification.kind == .device || specification.kind == .stream
        let wanted = isLive ? Self.settlingSeconds : options.at
        let clock = MonotonicClock()
        let began = clock.now()
        var first: MediaInstant?
        var newest: VideoFrame?
        while !consumer.isFinished {
            if let frame = consumer.take() {
                newest = frame
                first = first ?? frame.capturedAt
                if frame.capturedAt.seconds(since: first!) >= wanted { return frame }
            } else {
                _ = mailbox.waitForDoorbell(seconds: 0.5)
            }
            // A device that gives nothing says why in its notices; a file ends by itself.
            if isLive, clock.now().seconds(since: began) > Self.patienceSeconds { break }
        }
        if let failure = notices.failure { throw PipelineError(failure) }
        guard let newest else {
            let why = notices.texts.last.map { " (\($0))" } ?? ""
            throw PipelineError(code: .input, "\(specification.shownPlace): no picture came\(why); expected a camera, a video, a picture or a folder of pictures")
        }
        if !isLive, options.at > 0, let first {
            throw PipelineError(
                code: .input, "\(specification.shownPlace) ends after \(String(format: "%.1f", newest.capturedAt.seconds(since: first))) s; name an earlier moment than \(options.at) s")
        }
        return newest
    }
}
