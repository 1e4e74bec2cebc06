private import CCrypto
package import Foundation

/// A folder of model files under a manifest that names each file's size and SHA-256.
package struct ModelDirectory: Sendable {
    private struct Manifest: Decodable {
        struct File: Decodable {
            var name: String
            var size: Int
            var sha256: String
        }
        var files: [File]
    }

    package let url: URL
    /// What brings the right files back.
    package let again: String
    private let use: FolderUse

    /// Checks every file of the folder against its manifest; a fraction of a second for 200 MB. While this value lives, the folder counts as used, and so it does while a model of it is loaded.
    package init(verifying url: URL, again: String = "run `make setup` again") throws(InferenceError) {
        try self.init(url, again, readsFiles: true)
    }

    /// Looks whether every file is there, as long as the manifest says, and reads none: what can be said in a moment of a model that is to be loaded later.
    package init(glancingAt url: URL, again: String = "run `make setup` again") throws(InferenceError) {
        try self.init(url, again, readsFiles: false)
    }

    private init(_ url: URL, _ again: String, readsFiles: Bool) throws(InferenceError) {
        self.url = url
        self.again = again
        use = try FolderUse(of: url)
        let manifestURL = url.appendingPathComponent("manifest.json")
        guard let data = FileManager.default.contents(atPath: manifestURL.path) else {
            throw InferenceError(code: .model, "no models in \(url.path): manifest.json is missing or cannot be read; \(again)")
        }
        let manifest: Manifest
        do {
            manifest = try JSONDecoder().decode(Manifest.self, from: data)
        } catch {
            throw InferenceError(code: .model, "\(manifestURL.path) is not a model manifest; \(again)")
        }
        for file in manifest.files {
            try Self.verify(path: self.path(file.name), size: file.size, sha256: readsFiles ? file.sha256 : nil, again)
        }
    }

    package func path(_ name: String) -> String {
        url.appendingPathComponent(name).path
    }

    /// - Parameter sha256: nil: the size is enough.
    private static func verify(path: String, size: Int, sha256: String?, _ again: String) throws(InferenceError) {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw InferenceError(code: .model, "model file \(path) is missing or cannot be read; \(again)")
        }
        // A failure to close a file that was only read changes nothing.
        defer { try? file.close() }
        let actual: UInt64
        do {
            actual = try file.seekToEnd()
            try file.seek(toOffset: 0)
        } catch {
            throw InferenceError(code: .model, "model file \(path) cannot be read: \(error.localizedDescription); \(again)")
        }
        guard actual == UInt64(size) else {
            throw InferenceError(code: .model, "model file \(path) has \(actual) bytes, the manifest says \(size); \(again)")
        }
        guard let sha256 else { return }
        let digest = try digest(file, path)
        guard digest == sha256 else {
            throw InferenceError(
                code: .model, "model file \(path) is not the one of the manifest (SHA-256 \(digest.prefix(12))…, expected \(sha256.prefix(12))…); \(again)")
        }
    }

    /// SHA-256 in hexadecimal, through libcrypto.
    private static func digest(_ file: FileHandle, _ path: String) throws(InferenceError) -> String {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        EVP_DigestInit_ex(context, EVP_sha256(), nil)
        do {
            while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
                piece.withUnsafeBytes { bytes in _ = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }
            }
        } catch {
            throw InferenceError(code: .model, "model file \(path) cannot be read: \(error.localizedDescription)")
        }
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        EVP_DigestFinal_ex(context, &bytes, &count)
        return bytes.prefix(Int(count)).map { String(format: "%02x", $0) }.joined()
    }
}
