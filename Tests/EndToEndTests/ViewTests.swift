import Foundation
import FoundationNetworking
import Glibc
import Support
import Testing

extension EndToEnd {
    /// `taichu view` from outside; what it serves is ViewTests' affair.
    @Suite(.serialized) struct ViewTests {
        private let folder = try! TemporaryFolder()

        /// The address that it prints, of a program that still runs.
        private func address(_ arguments: [String]) async throws -> (ChildProcess, URLComponents) {
            let ends = try DescriptorPair()
            let said = LineReader(ends.here)
            let child = try ChildProcess(
                [product("taichu"), "view", "--socket", folder.path("s")] + arguments, output: .descriptor(ends.there), errors: .file(folder.path("errors")))
            close(ends.there)
            return (child, try #require(URLComponents(string: try await said.line())))
        }

        @Test func itPrintsItsAddressServesThereAndEndsInOrder() async throws {
            // There is no daemon: the page says so, and the terminal, too.
            let (view, parts) = try await address([])
            #expect(parts.host == "127.0.0.1" && parts.queryItems?.first?.value?.count == 32)
            let (page, response) = try await URLSession.shared.data(from: try #require(parts.url))
            #expect((response as? HTTPURLResponse)?.statusCode == 200 && String(decoding: page, as: UTF8.self).hasSuffix("</html>\n"))
            while try String(contentsOfFile: folder.path("errors"), encoding: .utf8).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try String(contentsOfFile: folder.path("errors"), encoding: .utf8).hasPrefix("taichu: no daemon listens at \(folder.path("s"));"))
            view.send(SIGINT)
            await #expect(view.ended() == 0)
        }

        @Test func aTokenFileKeepsTheAddress() async throws {
            let file = folder.path("token")
            var addresses: Set<String> = []
            for _ in 0..<2 {
                let (view, parts) = try await address(["--token-file", file])
                addresses.insert(try #require(parts.query))
                view.send(SIGTERM)
                await #expect(view.ended() == 0)
            }
            #expect(addresses == ["token=\(try String(contentsOfFile: file, encoding: .utf8).dropLast())"])
            var status = stat()
            #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o600)

            chmod(file, 0o644)
            var outcome = try await taichu("view", "--token-file", file)
            #expect(outcome.status == 77 && outcome.complaints == ["taichu: \(file) can be read by others, so it keeps no secret; remove it, or run: chmod 600 \(file)"])
            let short = try folder.write("short", Array("secret\n".utf8))
            chmod(short, 0o600)
            outcome = try await taichu("view", "--token-file", short)
            #expect(outcome.status == 65 && outcome.complaints.count == 1)
            outcome = try await taichu("view", "--token-file", folder.path("nowhere/token"))
            #expect(outcome.status == 73 && outcome.complaints.count == 1)
        }

        @Test func aPortThatIsTakenOrNoneIsSaid() async throws {
            let (view, parts) = try await address([])
            let port = try #require(parts.port)
            var outcome = try await taichu("view", "--port", "\(port)")
            #expect(outcome.status == 73 && outcome.complaints.first?.hasPrefix("taichu: port \(port) of this machine is taken by another program;") == true)
            outcome = try await taichu("view", "--port", "65536")
            #expect(outcome.status == 64 && outcome.output.isEmpty)
            view.end()
        }
    }
}
