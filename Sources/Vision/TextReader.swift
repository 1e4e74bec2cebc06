private import Inference
package import Media
package import Wire

/// A line of text in the picture.
package struct TextLine: Codable, Hashable, Sendable {
    package var text: String
    /// 0…1: the mean of its symbols' probabilities.
    package var score: Double
    package var box: RelativeBox
}

/// Reads text in the picture, Chinese and Latin script among others: PP-OCRv6, small.
///
/// One network maps where text is; another reads each line (48 pixels high) through CTC over 18,710 symbols. Lines are taken as upright boxes: text that
/// leans by more than some degrees, or runs downwards, is read badly or not at all.
package struct TextReader: ~Copyable {
    /// The longer side of the map, for pictures that are as large; smaller ones are blown up at most this much.
    private static let mapSide = 960.0
    private static let mostGrowth = 2.0
    private static let lineHeight = 48.0
    /// A line's columns: steps that bound the number of shapes that the runtime prepares, and the network's own least.
    private static let step = 160
    private static let leastColumns = 320
    private static let mostColumns = 2_080

    private var places: PictureRequest
    private var line: PictureRequest
    private let symbols: [String]
    /// Lines with less are left out.
    package var threshold: Double
    /// Lines that are read of one picture, the largest: each costs a run of the second network.
    package var most: Int

    /// - Parameter graphs: of `VisionModel.text`.
    package init(_ graphs: VisionGraphs, most: Int = 24, threshold: Double = 0.5) throws(VisionError) {
        symbols = try graphs.directory.table("symbols.json")
        places = PictureRequest(graphs, "places")
        line = PictureRequest(graphs, "line")
        self.most = most
        self.threshold = threshold
    }

    /// The lines in the picture, in reading order.
    package mutating func look(at frame: VideoFrame) throws(VisionError) -> [TextLine] {
        let boxes = try find(in: frame)
        let smallest = boxes.map { $0.width * $0.height }.sorted(by: >).prefix(most).last ?? 0
        var lines: [TextLine] = []
        for box in boxes where box.width * box.height >= smallest {
            let read = try read(frame, box)
            let aspect = box.width * Double(frame.width) / (box.height * Double(frame.height))
            if !read.text.isEmpty, read.score >= threshold, isCredible(read.text, read.score, aspect: aspect) {
                lines.append(TextLine(text: read.text, score: read.score, box: box))
            }
        }
        return lines
    }

    /// A symbol by itself is what folds, patterns and whole tables are taken for: it has to be surer than a word, and stand in a box that is no wider than a symbol.
    private func isCredible(_ text: String, _ score: Double, aspect: Double) -> Bool {
        text.count > 1 || score >= Self.singleThreshold && aspect <= Self.singleAspect
    }

    private static let singleThreshold = 0.8
    private static let singleAspect = 1.3

    /// Whether a look would begin at once. A camera's first size costs seconds of compiling, which are spent aside: ask again at the next picture.
    package func isReady(for frame: VideoFrame) -> Bool {
        // What is no picture is told by the look.
        guard (try? frame.check()) != nil else { return true }
        let (rows, columns) = Self.map(of: frame)
        return places.isReady(frame, shapes: ["rows": [rows], "columns": [columns]])
    }

    /// The map's size: of the picture's shape, as far as steps of 32 allow.
    private static func map(of frame: VideoFrame) -> (rows: Int, columns: Int) {
        let factor = min(mapSide / Double(max(frame.width, frame.height, 1)), mostGrowth)
        func cells(_ pixels: Int) -> Int { max(1, Int((Double(pixels) * factor / 32).rounded())) * 32 }
        return (cells(frame.height), cells(frame.width))
    }

    /// `count` places, each in the middle of its share of `length` pixels (0 is the middle of the first one).
    private static func places(_ count: Int, over length: Int) -> [Float] {
        (0..<count).map { Float((Double($0) + 0.5) * Double(length) / Double(count) - 0.5) }
    }

    private mutating func find(in frame: VideoFrame) throws(VisionError) -> [RelativeBox] {
        let (rows, columns) = Self.map(of: frame)
        return try places.run(frame, shapes: ["rows": [rows], "columns": [columns]]) { (request) throws(InferenceError) in
            try request.set("rows", Self.places(rows, over: frame.height), shape: [rows])
            try request.set("columns", Self.places(columns, over: frame.width), shape: [columns])
        } read: { (request) throws(InferenceError) in
            try request.withOutput("map") { TextPlaces.boxes($0, width: columns, height: rows) }
        }
    }

    private mutating func read(_ frame: VideoFrame, _ box: RelativeBox) throws(VisionError) -> (text: String, score: Double) {
        let (across, down) = (box.width * Double(frame.width), box.height * Double(frame.height))
        let columns = min(Self.mostColumns, max(1, Int((Self.lineHeight * across / down).rounded(.up))))
        let all = max(Self.leastColumns, (columns + Self.step - 1) / Self.step * Self.step)
        let region = PictureRegion(left: box.x * Double(frame.width), top: box.y * Double(frame.height), width: across, height: down)
        let symbols = symbols
        return try line.run(frame) { (request) throws(InferenceError) in
            try region.set(&request)
            try request.set("columns", [Int64(columns), Int64(all)], shape: [2])
        } read: { (request) throws(InferenceError) in
            let best = try request.integers("symbols")
            return try request.withOutput("scores") { Self.text(best, $0, symbols) }
        }
    }

    /// CTC's best path: of equal neighbours one, without the blank (0).
    static func text(_ best: [Int64], _ scores: UnsafeBufferPointer<Float>, _ symbols: [String]) -> (text: String, score: Double) {
        var text = "", sum = 0.0, count = 0.0, last: Int64 = 0
        for (symbol, score) in zip(best, scores) {
            if symbol != 0, symbol != last, symbols.indices.contains(Int(symbol)) {
                text += symbols[Int(symbol)]
                sum += Double(score)
                count += 1
            }
            last = symbol
        }
        // Spaces at its ends say nothing.
        while text.last == " " { text.removeLast() }
        return (String(text.drop { $0 == " " }), count > 0 ? sum / count : 0)
    }
}
