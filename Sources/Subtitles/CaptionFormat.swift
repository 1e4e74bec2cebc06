/// What captions are written as.
package enum CaptionFormat: String, CaseIterable, Sendable {
    /// A line for each final caption.
    case text
    /// A line for each final caption, as the daemon's events are.
    case json
    /// SubRip.
    case srt
    /// WebVTT.
    case vtt
}
