internal import Speech
internal import Wire

extension SpeechFeatures {
    init(_ features: FrameFeatures, track: String) {
        self.init(
            track: track, segment: features.segment, pass: .first, frame: features.rows.firstFrame, start: features.start,
            interval: features.interval, width: features.rows.width, values: features.rows.values)
    }
}
