import Configuration
import Foundation
import Testing

@Suite struct ProfileFileTests {
    /// The message for a file that cannot be read as a profile, without the path in front.
    private func message(for path: String) -> (code: ProfileError.Code, text: String)? {
        do {
            _ = try ProfileReader.read(path: path)
            return nil
        } catch {
            return (error.code, error.description.replacing(path, with: "PATH"))
        }
    }

    @Test func aMissingFileIsNamed() {
        let found = message(for: "/nonexistent/profile.toml")
        #expect(found?.code == .unreadable)
        #expect(found?.text == "PATH: cannot be opened: No such file or directory; name an existing profile, or write one with: taichu profile show")
    }

    @Test func aFolderIsNoProfile() {
        #expect(message(for: "/usr")?.text == "PATH: this is a folder; expected a profile file, such as PATH/live-subtitles.toml")
    }

    @Test func aDeviceIsNoProfile() {
        #expect(message(for: "/dev/null")?.text == "PATH: this is no ordinary file; expected a profile file")
    }

    @Test func otherEncodingsAreNamedWithTheirPlace() throws {
        try withFile([UInt8]("[speech]\n# caf".utf8) + [0xE9, 0x0A]) { path in
            let found = message(for: path)
            #expect(found?.code == .invalid)
            #expect(found?.text == "PATH:2:6: this is not UTF-8; save the file in that encoding")
        }
    }

    @Test func aFarTooLargeFileIsNotRead() throws {
        try withFile([UInt8](repeating: 0x23, count: (1 << 20) + 1)) { path in
            #expect(message(for: path)?.text == "PATH: 1048577 bytes are too many for a profile; expected at most 1048576")
        }
    }

    private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "profile-\(UUID().uuidString).toml").path
        try Data(bytes).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }  // only a temporary file would stay
        try body(path)
    }
}
