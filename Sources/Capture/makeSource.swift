package import Rings

/// The source for a specification. Files are opened here, so that what is wrong with them is said at once; devices when started.
package func makeSource(
    _ specification: SourceSpecification, label: String, ring: AudioRing
) throws(CaptureError) -> any AudioSource {
    switch specification.kind {
    case .pulse, .monitor: PulseSource(specification, label: label, ring: ring)
    case .alsa: ALSASource(specification, label: label, ring: ring)
    case .file: try StreamSource.file(specification, label: label, ring: ring)
    case .standardInput: try StreamSource.standardInput(specification, label: label, ring: ring)
    }
}
