package import Media
package import Tracking
package import Wire

/// A body that the pose model found.
package struct Body: Equatable, Sendable {
    package var box: RelativeBox
    /// 0…1.
    package var score: Double
    /// By COCO's names; those that are missing were not found.
    package var keypoints: [Keypoint]

    package init(box: RelativeBox, score: Double, keypoints: [Keypoint]) {
        self.box = box
        self.score = score
        self.keypoints = keypoints
    }
}

/// A line of text that was read in the picture.
package struct ReadText: Equatable, Sendable {
    package var text: String
    /// 0…1.
    package var score: Double
    package var box: RelativeBox

    package init(text: String, score: Double, box: RelativeBox) {
        self.text = text
        self.score = score
        self.box = box
    }
}

/// What the models found in one frame. Each looks at its own rate: nil is "did not look", an empty list "looked, and found nothing".
package struct SceneLook: Sendable {
    /// When the frame was captured.
    package var time: MediaInstant
    package var detections: [Detection]
    package var bodies: [Body]?
    package var texts: [ReadText]?
    /// [16 × 16] rows from the top, relative values: how much each part of the picture draws the eye.
    package var saliency: [Float]?

    package init(
        time: MediaInstant, detections: [Detection], bodies: [Body]? = nil, texts: [ReadText]? = nil, saliency: [Float]? = nil
    ) {
        self.time = time
        self.detections = detections
        self.bodies = bodies
        self.texts = texts
        self.saliency = saliency
    }
}

/// What a frame made of the scene.
package struct SceneStep: Sendable {
    /// In order: what left, what came, what moved, the scene.
    package var events: [EventBody] = []
    /// The ids of the frame's detections, for who draws them.
    package var tracked: TrackedFrame

    package init(events: [EventBody] = [], tracked: TrackedFrame = TrackedFrame()) {
        self.events = events
        self.tracked = tracked
    }
}
