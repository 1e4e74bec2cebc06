internal import Configuration
internal import Glibc
internal import Pipeline
internal import Wire

/// The one place that knows who makes captions of files.
struct Transcriber {
    private let transcription: Transcription

    init(profile: Profile, pass: CaptionPass) throws {
        transcription = try Transcription(profile: profile, pass: pass)
    }

    /// Captions one media file, each final in order, and returns remarks that the user should read.
    func run(_ file: String, progress: (Double, Double?) -> Void, caption: (Caption) throws -> Void) throws -> [String] {
        try Self.check(file)
        return try transcription.run(path: file, progress: progress, caption: caption).notices
    }

    /// What can be said of a file before models are loaded for it.
    static func check(_ file: String) throws(Failure) {
        if file == "-", isatty(0) == 1 {
            throw Failure(.usage, "- is raw sound on the standard input, and that is the terminal; lead a pipe or a file of s16le samples there")
        }
        if file != "-", access(file, R_OK) != 0 {
            let status = errno
            let advice = status == EACCES ? "check who owns it and its permissions" : "name an existing media file"
            throw Failure(.noInput, "cannot read \(file): \(String(cString: strerror(status))); \(advice)")
        }
    }
}
