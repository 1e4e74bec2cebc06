import Testing
import Wire

@Suite struct LineSplitterTests {
    private func pieces(_ chunks: [[UInt8]], limit: Int) -> [LineSplitter.Piece] {
        var splitter = LineSplitter(limit: limit)
        return chunks.flatMap { splitter.push($0) }
    }

    private func line(_ text: String) -> LineSplitter.Piece { .line(Array(text.utf8)) }

    @Test func everySplitGivesTheSameLines() {
        let bytes = Array("one\r\n\n{\"two\":2}\nmuch too long a line\nfour\nunfinished".utf8)
        let expected = [line("one"), line("{\"two\":2}"), .oversized, line("four")]
        for first in bytes.indices {
            for second in first..<bytes.count {
                let chunks = [Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]
                #expect(pieces(chunks, limit: 12) == expected)
            }
        }
        #expect(pieces(bytes.map { [$0] }, limit: 12) == expected)
    }

    @Test func aLineOfExactlyTheLimitIsALine() {
        #expect(pieces([Array("12345\n".utf8)], limit: 5) == [line("12345")])
        #expect(pieces([Array("123456\n7\n".utf8)], limit: 5) == [.oversized, line("7")])
    }

    @Test(arguments: [1, 7, 100, 1000]) func aStreamWithoutNewlineIsReportedOnceALimit(chunk: Int) {
        let bytes = [UInt8](repeating: 0x41, count: 1000)
        let chunks = stride(from: 0, to: 1000, by: chunk).map { Array(bytes[$0..<min(1000, $0 + chunk)]) }
        // 101, 201, … 901 bytes are each one too many.
        #expect(pieces(chunks, limit: 100) == Array(repeating: .oversized, count: 9))
    }

    @Test func noMoreThanTheLimitIsHeld() {
        var splitter = LineSplitter(limit: 100)
        for _ in 0..<50 {
            _ = splitter.push([UInt8](repeating: 0x41, count: 33))
            #expect(splitter.heldBytes <= 100)
        }
    }
}
