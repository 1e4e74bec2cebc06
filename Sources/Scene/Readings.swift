internal import Media
internal import Tracking
internal import Wire

/// What can be read in the picture: lines that the text reader finds in the same place look after look.
struct Readings: Sendable {
    private struct Line: Sendable {
        /// Nil until the same was read twice.
        var id: Int?
        var text: Settling<String>
        var score: Double
        var box: RelativeBox
        var missed = 0
        var lastRead: MediaInstant
    }

    private var lines: [Line] = []

    /// Looks in which a line must not be found before it can be gone.
    private static let patienceLooks = 2

    /// Takes what one look of the text reader found.
    /// - Parameter takeID: gives a line its id once it is surely there.
    mutating func observe(_ texts: [ReadText], at now: MediaInstant, _ options: SceneOptions, takeID: () -> Int) {
        let texts = texts
            .compactMap { text -> ReadText? in
                let words = Self.plain(text.text)
                guard !words.isEmpty, text.score.isFinite, let box = text.box.insidePicture else { return nil }
                return ReadText(text: words, score: min(1, max(0, text.score)), box: box)
            }
            .sorted { ($0.box.y, $0.box.x, $0.text) < ($1.box.y, $1.box.x, $1.text) }
        var pairs: [Assignment.Candidate] = []
        for (row, line) in lines.enumerated() {
            for (column, text) in texts.enumerated() {
                let overlap = line.box.iou(text.box)
                // The same words draw together what lies at two places in one box.
                if overlap >= 0.3 { pairs.append(.init(row: row, column: column, gain: overlap + (line.text.value == text.text ? 0.2 : 0))) }
            }
        }
        let partner = Assignment.best(rows: lines.count, columns: texts.count, pairs)
        for index in lines.indices {
            guard let column = partner[index] else {
                lines[index].missed += 1
                continue
            }
            let isRepeated = lines[index].text.value == texts[column].text
            if lines[index].id == nil { lines[index].text = Settling(texts[column].text) }
            lines[index].text.observe(texts[column].text, at: now, for: options.settle)
            lines[index].score = texts[column].score
            lines[index].box = texts[column].box
            lines[index].missed = 0
            lines[index].lastRead = now
            if lines[index].id == nil, isRepeated { lines[index].id = takeID() }
        }
        lines.removeAll { line in
            line.missed > 0 && (line.id == nil || line.missed >= Self.patienceLooks && now.seconds(since: line.lastRead) > options.tracker.patience)
        }
        let taken = Set(partner.compactMap(\.self))
        for (column, text) in texts.enumerated() where !taken.contains(column) {
            // Of one picture alone there is no second look.
            let id = options.tracker.confirmations > 1 ? nil : takeID()
            lines.append(Line(id: id, text: Settling(text.text), score: text.score, box: text.box, lastRead: now))
        }
    }

    mutating func removeAll() { lines = [] }

    /// By id, each on the smallest of the things that hold most of it.
    func texts(on boxes: [(id: Int, box: RelativeBox)]) -> [SceneText] {
        lines.compactMap { line in
            guard let id = line.id else { return nil }
            let carriers = boxes.filter { $0.box.overlap(line.box) >= 0.7 * line.box.area }
            let on = carriers.min { ($0.box.area, $0.id) < ($1.box.area, $1.id) }?.id
            return SceneText(id: id, text: line.text.value, score: line.score, box: line.box, on: on)
        }.sorted { $0.id < $1.id }
    }

    /// Without line breaks, control characters and double spaces.
    private static func plain(_ text: String) -> String {
        String(text.map { $0.isWhitespace || $0.isNewline || $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : $0 })
            .split(separator: " ").joined(separator: " ")
    }
}
