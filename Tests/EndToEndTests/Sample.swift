import Foundation
import Support

/// The public-domain reading that lies in the repository, and what can be made of it.
enum Sample {
    static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Samples/two-cities.flac").path
    static let seconds = 44.4

    /// Up to the pause after "…the age of foolishness".
    static let beginning = 8.7
    static let beginningText = "it was the best of times it was the worst of times it was the age of wisdom it was the age of foolishness"

    /// Six seconds of silence before a part give a listener on a busy machine the time to be there when somebody speaks.
    static func late(_ folder: TemporaryFolder, _ name: String, seconds: Double) throws -> String {
        try cut(folder, name, seconds: 6 + seconds, ["-af", "adelay=6s:all=1"])
    }

    /// A part of the sample through FFmpeg, which takes the format from the name and the options.
    static func cut(_ folder: TemporaryFolder, _ name: String, from: Double = 0, seconds: Double = beginning, _ options: [String] = []) throws -> String {
        let path = folder.path(name)
        try ChildProcess.run(
            ["ffmpeg", "-loglevel", "error", "-y", "-ss", "\(from)", "-i", Self.path, "-t", "\(seconds)"] + options + [path])
        return path
    }
}

/// Lower case, letters and digits only, single spaces: what a listener would call the same words.
func plain(_ text: String) -> String {
    text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" }.joined(separator: " ")
}
