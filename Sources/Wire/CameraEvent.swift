/// A camera's picture: body of `camera.frame`. Large: whoever wants it names the topic.
package struct CameraFrame: Codable, Equatable, Sendable {
    /// Label of the camera.
    package var track: String
    /// The frame's number in its source, from 0.
    package var number: UInt64
    /// Media seconds of its capture.
    package var at: Double
    /// Pixels.
    package var width: Int
    package var height: Int
    /// A JPEG file, base64.
    package var jpeg: String

    package init(track: String, number: UInt64, at: Double, width: Int, height: Int, jpeg: String) {
        self.track = track
        self.number = number
        self.at = at
        self.width = width
        self.height = height
        self.jpeg = jpeg
    }
}

/// Where the things of one frame are, each with its id: body of `object.tracks`. For who draws them; changes that matter are told by
/// `object.enter`, `object.move` and `object.leave`.
package struct ObjectTracks: Codable, Equatable, Sendable {
    package struct Entry: Codable, Equatable, Sendable {
        package var id: Int
        package var label: String
        package var score: Double
        package var box: RelativeBox

        package init(id: Int, label: String, score: Double, box: RelativeBox) {
            self.id = id
            self.label = label
            self.score = score
            self.box = box
        }
    }
    package var track: String
    package var number: UInt64
    package var at: Double
    package var objects: [Entry]

    package init(track: String, number: UInt64, at: Double, objects: [Entry]) {
        self.track = track
        self.number = number
        self.at = at
        self.objects = objects
    }
}

/// How much each part of the picture draws the eye: body of `attention`.
package struct Attention: Codable, Equatable, Sendable {
    package var track: String
    package var number: UInt64
    package var at: Double
    package var columns: Int
    package var rows: Int
    /// A byte a part, row by row from the upper left, base64: 255 is the most that this picture has.
    package var values: String

    package init(track: String, number: UInt64, at: Double, columns: Int, rows: Int, values: String) {
        self.track = track
        self.number = number
        self.at = at
        self.columns = columns
        self.rows = rows
        self.values = values
    }
}

/// What looks at the whole picture found, beside objects: body of `picture`. A field is there when that look was made.
package struct PictureFindings: Codable, Equatable, Sendable {
    /// A word for the picture as a whole.
    package struct Tag: Codable, Equatable, Sendable {
        package var label: String
        /// 0…1.
        package var score: Double

        package init(label: String, score: Double) {
            self.label = label
            self.score = score
        }
    }
    package var track: String
    package var number: UInt64
    package var at: Double
    package var tags: [Tag]?
    package var faces: [Detection]?
    /// Share of the picture that is a person, 0…1.
    package var personShare: Double?

    package init(track: String, number: UInt64, at: Double, tags: [Tag]? = nil, faces: [Detection]? = nil, personShare: Double? = nil) {
        self.track = track
        self.number = number
        self.at = at
        self.tags = tags
        self.faces = faces
        self.personShare = personShare
    }
}
