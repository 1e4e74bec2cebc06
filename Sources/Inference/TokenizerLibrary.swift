private import Foundation

/// Where OpenVINO's operations for tokenizers are: in a library beside its own, put there by the set-up.
enum TokenizerLibrary {
    private static let name = "libopenvino_tokenizers.so"

    static func path() throws(InferenceError) -> String {
        // Wherever the program found OpenVINO, the kernel knows: a line of a map ends with its file's path.
        // (Its size is said to be 0: it is read to its end.)
        let maps = FileHandle(forReadingAtPath: "/proc/self/maps").map { String(decoding: $0.readDataToEndOfFile(), as: UTF8.self) } ?? ""
        guard let line = maps.split(separator: "\n").first(where: { $0.contains("/libopenvino_c.so") }), let start = line.firstIndex(of: "/") else {
            throw InferenceError(code: .runtime, "looking for \(name): OpenVINO's own library cannot be found in /proc/self/maps")
        }
        let path = URL(filePath: String(line[start...])).deletingLastPathComponent().appending(path: name).path
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw InferenceError(
                code: .runtime, "\(path) is missing or cannot be read, and tokens need it; run `make setup`, or install again")
        }
        return path
    }
}
