extension Health {
    /// Running figures of a camera.
    package struct Camera: Codable, Equatable, Sendable {
        package var track: String
        package var source: String
        package var state: String
        /// Frames that the source gave, and of them: looked at, passed over since nothing moved, overtaken by newer ones, lost by the
        /// device, damaged.
        package var frames: UInt64
        package var looks: Int
        package var still: Int
        package var skipped: UInt64
        package var lost: UInt64
        package var broken: UInt64
        /// Things that the last look saw, and scenes told so far.
        package var objects: Int
        package var scenes: Int
        /// Seconds from a frame's capture to its events: median and 95th percentile of the last looks; absent before the first.
        package var latency: Double?
        package var latencyP95: Double?

        package init(
            track: String, source: String, state: String, frames: UInt64 = 0, looks: Int = 0, still: Int = 0, skipped: UInt64 = 0, lost: UInt64 = 0,
            broken: UInt64 = 0, objects: Int = 0, scenes: Int = 0, latency: Double? = nil, latencyP95: Double? = nil
        ) {
            self.track = track
            self.source = source
            self.state = state
            self.frames = frames
            self.looks = looks
            self.still = still
            self.skipped = skipped
            self.lost = lost
            self.broken = broken
            self.objects = objects
            self.scenes = scenes
            self.latency = latency
            self.latencyP95 = latencyP95
        }
    }
}
