internal import Foundation

/// The pieces that texts are made of, with their scores, as they lie in the file: sorted by their bytes, so that all pieces that begin alike are neighbours. Nothing is unpacked.
struct SentencePieces: Sendable {
    private let data: Data
    let count: Int
    private var scores: Int { 4 + 4 * count }
    private var numbers: Int { 4 + 8 * count }
    private var text: Int { 4 + 12 * count }

    init(path: String) throws(SentenceError) {
        let wrong = SentenceError(.model, "\(path) is not the table of pieces that was expected; run `make setup-language`")
        guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped), data.count >= 4 else { throw wrong }
        let count = Int(data.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) })
        guard count > 0, data.count >= 4 + 12 * count else { throw wrong }
        let textBytes = data.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: 4 * count, as: UInt32.self)) }
        guard data.count == 4 + 12 * count + textBytes else { throw wrong }
        self.data = data
        self.count = count
    }

    /// Calls `body` with each piece that the text begins with at a place: where it ends, its number, its score.
    func forEach(of bytes: [UInt8], from start: Int, _ body: (_ end: Int, _ number: Int, _ score: Float) -> Void) {
        data.withUnsafeBytes { file in
            func end(_ piece: Int) -> Int { piece < 0 ? 0 : Int(file.loadUnaligned(fromByteOffset: 4 + 4 * piece, as: UInt32.self)) }
            /// The byte of a piece at a depth; -1 behind its last one, which sorts before all others.
            func byte(_ piece: Int, _ depth: Int) -> Int {
                let place = end(piece - 1) + depth
                return place < end(piece) ? Int(file[text + place]) : -1
            }
            /// The first piece of a range whose byte is not below `value`.
            func bound(_ range: Range<Int>, _ depth: Int, _ value: Int) -> Int {
                var (low, high) = (range.lowerBound, range.upperBound)
                while low < high {
                    let middle = (low + high) / 2
                    if byte(middle, depth) < value { low = middle + 1 } else { high = middle }
                }
                return low
            }
            var range = 0..<count
            var depth = 0
            while start + depth < bytes.count {
                let value = Int(bytes[start + depth])
                let low = bound(range, depth, value)
                range = low..<bound(low..<range.upperBound, depth, value + 1)
                guard !range.isEmpty else { return }
                depth += 1
                // The shortest comes first: it is the piece itself if there is one.
                if byte(range.lowerBound, depth) < 0 {
                    body(
                        start + depth, Int(file.loadUnaligned(fromByteOffset: numbers + 4 * range.lowerBound, as: UInt32.self)),
                        file.loadUnaligned(fromByteOffset: scores + 4 * range.lowerBound, as: Float.self))
                }
            }
        }
    }
}
