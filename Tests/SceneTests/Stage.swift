import Media
import Scene
import Tracking
import Wire

/// A scene that is played frame by frame.
struct Stage {
    var state: SceneState
    let rate: Double
    private(set) var frame = 0
    private(set) var events: [EventBody] = []

    init(rate: Double = 15, _ change: (inout SceneOptions) -> Void = { _ in }) {
        var options = SceneOptions()
        options.tracker.pictureAspect = 1
        change(&options)
        self.rate = rate
        state = try! SceneState(track: "camera", origin: MediaInstant(nanoseconds: 5_000_000_000), options: options)
    }

    /// The origin is not 0, so that nobody mistakes an instant for media seconds.
    func instant(_ frame: Int) -> MediaInstant { MediaInstant(nanoseconds: 5_000_000_000).advanced(bySeconds: Double(frame) / rate) }

    /// Plays so many seconds of what `find` finds; its argument is media seconds.
    @discardableResult
    mutating func play(_ seconds: Double, _ find: (Double) -> SceneLook.Found) -> [EventBody] {
        var new: [EventBody] = []
        for _ in 0..<Int((seconds * rate).rounded()) {
            let found = find(Double(frame) / rate)
            let look = SceneLook(
                time: instant(frame), detections: found.detections, bodies: found.bodies, texts: found.texts, saliency: found.saliency)
            new += state.look(look).events
            frame += 1
        }
        events += new
        return new
    }

    @discardableResult
    mutating func play(_ seconds: Double, _ detections: [Detection]) -> [EventBody] { play(seconds) { _ in .init(detections: detections) } }
}

extension SceneLook {
    /// All of a look but its time.
    struct Found {
        var detections: [Detection] = []
        var bodies: [Body]?
        var texts: [ReadText]?
        var saliency: [Float]?
    }
}

func thing(_ label: String, _ x: Double, _ y: Double = 0.5, width: Double = 0.1, height: Double = 0.3, score: Double = 0.9) -> Detection {
    Detection(label: label, score: score, box: RelativeBox(x: x - width / 2, y: y - height / 2, width: width, height: height))
}

extension EventBody {
    var entered: ObjectPresence? { if case .objectEnter(let presence) = self { presence } else { nil } }
    var left: ObjectPresence? { if case .objectLeave(let presence) = self { presence } else { nil } }
    var moved: ObjectMove? { if case .objectMove(let move) = self { move } else { nil } }
    var scene: SceneReport? { if case .scene(let report) = self { report } else { nil } }

    /// `enter person 1`, `leave …`, `move …`, `scene`.
    var short: String {
        switch self {
        case .objectEnter(let presence): "enter \(presence.label) \(presence.id)"
        case .objectLeave(let presence): "leave \(presence.label) \(presence.id)"
        case .objectMove(let move): "move \(move.label) \(move.id)"
        case .scene: "scene"
        default: topic
        }
    }
}

extension [EventBody] {
    /// Without the scenes.
    var objects: [String] { map(\.short).filter { $0 != "scene" } }
}
