import Foundation
import Support
import Testing
import Wire

extension EndToEnd {
    /// Hidden states: of a file, and of a running daemon.
    @Suite(.serialized) struct FeaturesTests {
        private let folder = try! TemporaryFolder()

        /// NumPy's own words about a file: data type, order, shape, whether all is finite, and the largest difference from another.
        private func numPy(_ path: String, against other: String) async throws -> String {
            let setUp = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Tools/setup/python-environment").path
            let out = folder.path("said")
            try ChildProcess.run(["/bin/bash", "-c", "exec \"$(\"$0\" path)\"/bin/python -c \"$1\" \"$2\" \"$3\" >\"$4\"", setUp, """
                import sys, numpy as n
                a, b = n.load(sys.argv[1]), n.load(sys.argv[2])
                print(a.dtype.str, a.flags.c_contiguous, a.shape, bool(n.isfinite(a).all()), f"{abs(a.astype('f4') - b.astype('f4')).max():.4f}")
                """, path, other, out])
            return try String(contentsOfFile: out, encoding: .utf8)
        }

        @Test func aFileHasARowEveryTwentyMilliseconds() async throws {
            let part = try Sample.cut(folder, "part.flac", seconds: 3.01)
            let single = folder.path("single.npy"), half = folder.path("half.npy")
            let result = try await taichu("features", part, "--output", single)
            #expect(result.status == 0 && result.errors == "151 rows of 512 values, f32; row i stands for the 20 ms from i × 0.02 s on\n", "\(result.errors)")
            let quiet = try await taichu("features", part, "-o", half, "--type", "f16", "--quiet")
            #expect(quiet.status == 0 && quiet.errors.isEmpty && quiet.output.isEmpty)
            #expect(try await numPy(single, against: single) == "<f4 True (151, 512) True 0.0000\n")
            // Half precision rounds values of up to 20 by less than 0.008.
            let said = try await numPy(half, against: single)
            #expect(said.hasPrefix("<f2 True (151, 512) True 0.00"), "\(said)")
            let second = folder.path("second.npy")
            #expect(try await taichu("features", part, "-o", second, "--pass", "second").status == 0)
            #expect(try await numPy(second, against: single).hasPrefix("<f4 True (151, 512) True "))
        }

        @Test func whatCannotBeDoneIsSaid() async throws {
            let text = try folder.write("notes.txt", Array("Dear diary,\n".utf8))
            for (arguments, status, message) in [
                (["/nowhere", "-o", "x"], 66, "cannot read /nowhere: No such file or directory"),
                ([text, "-o", folder.path("x")], 65, "\(text) is not a media file"),
                ([Sample.path, "-o", "/nowhere/x"], 73, "cannot write to /nowhere/x: No such file or directory"),
                ([Sample.path, "-o", "/dev/full"], 74, "cannot write to /dev/full: No space left on device"),
                (["-", "-o", folder.path("x")], 65, "the standard input cannot be read twice, which features need; name a file"),
            ] as [([String], Int32, String)] {
                let result = try await run("taichu", ["features"] + arguments)
                #expect(result.status == status, "\(arguments): \(result.errors)")
                #expect(result.complaints.first?.hasPrefix("taichu: \(message)") == true && result.complaints.count == 1, "\(result.errors)")
            }
        }

        @Test func aSubscriberGetsThemWithTheCaptions() async throws {
            let part = try Sample.late(folder, "part.flac", seconds: 4.8)
            let daemon = try await DaemonProcess.listening(
                ProfileText.exitAtEnd + ProfileText.file(part, name: "book", pace: "real-time") + ProfileText.english)
            let listener = try await Listener(daemon.socket, subscription: Subscription(topics: ["speech", "caption", "device"]))
            await listener.toEnd()
            await #expect(daemon.ended() == 0)
            #expect(listener.text("book").hasPrefix("it was the best of times"))
            let features = listener.events.compactMap { if case .speechFeatures(let features) = $0.body { features } else { nil } }
            #expect(features.count >= 8)
            let first = try #require(features.first)
            var next = first.frame
            for piece in features {
                #expect(piece.track == "book" && piece.segment == first.segment && piece.frame == next && piece.width == 512)
                #expect(abs(piece.start - first.start - Double(next - first.frame) * 0.02) < 0.002)
                let values = try #require(piece.values)
                #expect(values.count == piece.frames * 512 && values.allSatisfy { abs($0) < 100 } && values.contains { abs($0) > 0.1 })
                next += piece.frames
            }
            // What a final's words were heard in is there.
            let final = try #require(listener.finals.last)
            #expect(first.start + Double(next - first.frame) * 0.02 >= (final.words.last?.end ?? 99) - 0.1)
            // Each hop's come no later than the caption that was made of them.
            #expect(listener.events.firstIndex { $0.body.partial != nil } ?? -1 > listener.events.firstIndex { $0.body.topic == "speech.features" } ?? 99)
        }
    }
}
