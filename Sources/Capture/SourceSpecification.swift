/// What to capture: a source of a profile, or of a command's arguments.
package struct SourceSpecification: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// A PulseAudio (or PipeWire) source, usually a microphone.
        case pulse
        /// What a PulseAudio sink plays.
        case monitor
        case alsa
        case file
        /// Raw s16le PCM on a file descriptor.
        case standardInput = "stdin"
    }
    package enum Pace: String, CaseIterable, Sendable {
        /// As a device would deliver it.
        case realTime = "real-time"
        /// As fast as the ring takes it, without loss.
        case fast
    }
    package var kind: Kind
    /// Pulse source, Pulse sink (`monitor`) or ALSA device; empty: the default one.
    package var device = ""
    /// Address of the Pulse server; empty: `$PULSE_SERVER` or the user's own.
    package var server = ""
    package var path = ""
    package var pace = Pace.realTime
    /// Rate and channels of raw PCM.
    package var rate = 16_000
    package var channels = 1
    /// PulseAudio: fragment length. ALSA: one period.
    package var periodMs = 20
    /// ALSA: the device's buffer.
    package var bufferMs = 200
    /// Where raw PCM is read (0: standard input).
    package var descriptor: Int32 = 0

    package init(kind: Kind) {
        self.kind = kind
    }
}

extension SourceSpecification {
    /// A file that is read as fast as somebody hears it.
    package var isReadFast: Bool { kind == .file && pace == .fast }
    /// Whether sound waits for whoever hears it, so that nobody is late. Of what does not wait, what is not heard in time is lost.
    package var waits: Bool { isReadFast || kind == .standardInput }
    /// Whether it hears the room, or what a loudspeaker plays there.
    package var hasEars: Bool {
        switch kind {
        case .pulse, .monitor, .alsa: true
        case .file, .standardInput: false
        }
    }
}
