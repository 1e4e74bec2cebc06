/// Why frames that a source captured, or should have captured, never reached the consumer: `reason` of a `gap` event.
package enum AudioLossCause: String, Codable, Sendable {
    /// The ring was full: the consumer lagged behind.
    case overrun
    /// The device or the sound server dropped them.
    case device
    /// The device or the sound server was away.
    case disconnected
}
