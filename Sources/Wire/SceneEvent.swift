/// How a body holds itself, as far as its keypoints tell.
package enum Posture: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    case standing, sitting
    case armRaised = "arm-raised"

    package static func < (a: Posture, b: Posture) -> Bool { a.rawValue < b.rawValue }
}

/// Where a thing is and how it stands there: what `object.move` has two of.
package struct ObjectPlace: Codable, Hashable, Sendable {
    package var box: RelativeBox
    /// Names of the profile's zones that it stands in, sorted.
    package var zones: [String]
    /// Sorted; empty for what has no body, or whose body is not seen well enough.
    package var posture: [Posture]

    package init(box: RelativeBox, zones: [String] = [], posture: [Posture] = []) {
        self.box = box
        self.zones = zones
        self.posture = posture
    }
}

/// A thing came into the picture or went: body of `object.enter` and `object.leave`.
package struct ObjectPresence: Codable, Equatable, Sendable {
    /// Label of the source that sees it.
    package var track: String
    /// Of the thing; never given twice on its track while the daemon runs.
    package var id: Int
    /// Label of the model's list, such as `person`.
    package var label: String
    /// 0…1, of the last detection.
    package var score: Double
    /// Where it is, or was last.
    package var place: ObjectPlace
    /// Media seconds of the frame that settled it, and of the first and the last frame in which the thing was seen.
    package var at: Double
    package var firstSeen: Double
    package var lastSeen: Double

    package init(
        track: String, id: Int, label: String, score: Double, place: ObjectPlace, at: Double, firstSeen: Double, lastSeen: Double
    ) {
        self.track = track
        self.id = id
        self.label = label
        self.score = score
        self.place = place
        self.at = at
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
    }
}

/// A thing is elsewhere, or holds itself otherwise: body of `object.move`. `before` is what was said of it last.
package struct ObjectMove: Codable, Equatable, Sendable {
    package var track: String
    package var id: Int
    package var label: String
    package var before: ObjectPlace
    package var after: ObjectPlace
    /// Media seconds of the frame that settled it.
    package var at: Double

    package init(track: String, id: Int, label: String, before: ObjectPlace, after: ObjectPlace, at: Double) {
        self.track = track
        self.id = id
        self.label = label
        self.before = before
        self.after = after
        self.at = at
    }
}

/// A thing that is there, as `scene` lists it.
package struct SceneObject: Codable, Equatable, Sendable {
    package var id: Int
    package var label: String
    package var score: Double
    package var place: ObjectPlace
    /// Ids of the things near it, nearest first.
    package var near: [Int]
    /// Media seconds of the first frame in which it was seen.
    package var firstSeen: Double

    package init(id: Int, label: String, score: Double, place: ObjectPlace, near: [Int] = [], firstSeen: Double) {
        self.id = id
        self.label = label
        self.score = score
        self.place = place
        self.near = near
        self.firstSeen = firstSeen
    }
}

/// Text that can be read in the picture.
package struct SceneText: Codable, Equatable, Sendable {
    /// From the same row of numbers as the things' ids.
    package var id: Int
    package var text: String
    package var score: Double
    package var box: RelativeBox
    /// Id of the thing that it stands on.
    package var on: Int?

    package init(id: Int, text: String, score: Double, box: RelativeBox, on: Int? = nil) {
        self.id = id
        self.text = text
        self.score = score
        self.box = box
        self.on = on
    }
}

/// One statement about the scene, and the things and texts that prove it.
package struct SceneClaim: Codable, Equatable, Sendable {
    package var text: String
    /// Ids of `objects` and `texts`, or of things that left since the scene before, sorted. Empty only where nothing is there.
    package var ids: [Int]

    package init(text: String, ids: [Int]) {
        self.text = text
        self.ids = ids
    }
}

/// The scene in words of one language.
package struct SceneWords: Codable, Equatable, Sendable {
    /// ISO 639-1 code: `en`, `zh`.
    package var language: String
    /// The claims joined.
    package var text: String
    package var claims: [SceneClaim]

    package init(language: String, text: String, claims: [SceneClaim]) {
        self.language = language
        self.text = text
        self.claims = claims
    }
}

/// What is there, whole, and said in words: body of `scene`.
package struct SceneReport: Codable, Equatable, Sendable {
    package var track: String
    /// Counts up with each scene of the track, from 0.
    package var revision: Int
    /// Media seconds of the frame that it is about.
    package var at: Double
    /// By id.
    package var objects: [SceneObject]
    /// How many there are of each label.
    package var counts: [String: Int]
    /// By id.
    package var texts: [SceneText]
    /// Id of the thing that stands out most.
    package var salient: Int?
    /// The same in each language that the profile asks for.
    package var words: [SceneWords]

    package init(
        track: String, revision: Int, at: Double, objects: [SceneObject], counts: [String: Int], texts: [SceneText] = [],
        salient: Int? = nil, words: [SceneWords]
    ) {
        self.track = track
        self.revision = revision
        self.at = at
        self.objects = objects
        self.counts = counts
        self.texts = texts
        self.salient = salient
        self.words = words
    }
}

/// A scene in the words of a language model, which name nothing that the tracks do not hold: body of `scene.sentence`.
package struct SceneSentence: Codable, Equatable, Sendable {
    package var track: String
    /// Of the `scene` that it says.
    package var revision: Int
    /// Media seconds of the frame that it is about.
    package var at: Double
    /// ISO 639-1 code.
    package var language: String
    package var text: String
    /// Name of the model.
    package var model: String

    package init(track: String, revision: Int, at: Double, language: String, text: String, model: String) {
        self.track = track
        self.revision = revision
        self.at = at
        self.language = language
        self.text = text
        self.model = model
    }
}
