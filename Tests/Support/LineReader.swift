private import Dispatch
private import Glibc

/// The lines that come out of a descriptor, which it owns.
package final class LineReader {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    package struct Ended: Error {
        package init() {}
    }

    package init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The next line; throws at the end of the stream.
    package func line() async throws(Ended) -> String {
        while true {
            if let newline = buffer.firstIndex(of: 0x0A) {
                defer { buffer.removeFirst(newline + 1) }
                return String(decoding: buffer[..<newline], as: UTF8.self)
            }
            let chunk = await Self.receive(descriptor)
            guard !chunk.isEmpty else { throw Ended() }
            buffer += chunk
        }
    }

    /// Waits on a thread of its own: the few that Swift's tasks share belong to whoever has to answer.
    private static func receive(_ descriptor: Int32) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var chunk = [UInt8](repeating: 0, count: 65_536)
                let count = read(descriptor, &chunk, chunk.count)
                continuation.resume(returning: Array(chunk.prefix(max(0, count))))
            }
        }
    }
}
