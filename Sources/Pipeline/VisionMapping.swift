internal import Capture
internal import Configuration
internal import Scene
private import Tracking

// A profile's words about cameras in the stages' own terms.

extension CameraSpecification {
    init(_ camera: Profile.Camera) throws(CaptureError) {
        try self.init(camera.device.isEmpty ? "v4l2:" : camera.device)
        width = camera.width
        height = camera.height
        rate = camera.rate
        pace = camera.pace == .fast ? .fast : .realTime
    }
}

extension SceneOptions {
    init(_ profile: Profile, camera: String) throws(SceneError) {
        self.init()
        tracker.highScore = profile.vision.minimumScore
        interval = profile.vision.sentenceInterval
        // The profile's schema lets no other in.
        languages = profile.vision.languages.compactMap(SceneLanguage.init(rawValue:))
        for zone in profile.zones where zone.camera.isEmpty || zone.camera == camera {
            zones.append(try SceneZone(name: zone.name, corners: (zone.corners ?? []).map { SceneZone.Point(x: $0.x, y: $0.y) }))
        }
    }

    /// For one picture alone: what is seen once is there.
    static func instant(_ profile: Profile, camera: String) throws(SceneError) -> SceneOptions {
        var options = try SceneOptions(profile, camera: camera)
        options.tracker.confirmations = 1
        options.appear = 0
        options.settle = 0
        options.interval = 0
        return options
    }
}
