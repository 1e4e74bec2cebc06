internal import Configuration
internal import Inference
private import Synchronization

/// A writer that is loaded when something is to be written for the first time: until then its model takes neither time nor memory, and captions do not wait for it.
final class WriterOnCall: Sendable {
    let name: String
    /// ISO 639-1 codes of languages that it writes well enough; nil: any.
    let languages: Set<String>?
    private let place: LanguagePlace
    private let profile: Profile
    private let runtime: Runtime
    /// Says that the folder is in use.
    private let folder: ModelDirectory
    private let loaded = Mutex<(any TextWriter)?>(nil)

    /// Looks whether the model that the profile names is there; nil where it names none.
    init?(_ profile: Profile, profileFolder: String?, runtime: Runtime) throws(PipelineError) {
        guard let place = try LanguagePlace(profile, profileFolder) else { return nil }
        self.place = place
        self.profile = profile
        self.runtime = runtime
        folder = try place.glance()
        name = place.name
        languages = LanguageWriter.languages[place.name]
    }

    /// Takes seconds the first time. A model that cannot be loaded is tried again the next time.
    func writer() throws(PipelineError) -> any TextWriter {
        try loaded.withLock { (loaded) throws(PipelineError) in
            if let loaded { return loaded }
            let writer = LanguageWriter(try place.load(profile, runtime: runtime))
            loaded = writer
            return writer
        }
    }
}
