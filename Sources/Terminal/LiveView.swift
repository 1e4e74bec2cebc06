package import Wire

/// Live captions on a terminal: what is final scrolls up and stays, what is open stands below it and rewrites itself.
///
/// Pure: each call returns the bytes to write. What is shown already is remembered, and only from the first cell that
/// differs a row is written again, all of it inside a synchronized update, so that no state in between is seen.
package struct LiveView: Sendable {
    private struct Open: Sendable {
        var caption: Caption
        var order: Int
    }

    private var columns: Int
    private var height: Int
    private var labels: Bool
    private var open: [String: [Open]] = [:]
    private var tracksSeen: Set<String> = []
    private var counter = 0
    /// The rows that rewrite themselves, as they stand on the screen; the cursor is at the left of the last of them.
    private var shown: [Row] = []

    /// - Parameter labels: name the tracks from the beginning; otherwise from the second track on.
    package init(columns: Int, rows: Int, labels: Bool = false) {
        self.columns = max(4, columns)
        self.height = max(2, rows)
        self.labels = labels
    }

    package mutating func show(_ event: EventBody) -> String {
        switch event {
        case .captionPartial(let caption):
            meet(caption)
            place(caption)
            return update(adding: [])
        case .captionFinal(let caption):
            meet(caption)
            remove(caption)
            guard caption.text.contains(where: { !$0.isWhitespace }) else { return update(adding: []) }
            return update(adding: rows(caption, isFinal: true))
        case .gap(let gap):
            return notice("\(gap.track): \(tenths(gap.to - gap.from)) s of sound were lost (\(gap.reason))")
        case .device(let change):
            return notice("\(change.track): \(change.state.rawValue), \(change.detail)")
        case .scene(let scene):
            // Everything left: there is nothing to say, and what left was said.
            guard scene.words.contains(where: { !$0.text.isEmpty }) else { return "" }
            return notice("[\(scene.track)] " + scene.words.map(\.text).joined(separator: " / "))
        case .sceneSentence(let sentence):
            return notice("[\(sentence.track)] \(sentence.text)")
        case .summary(let summary):
            return notice("[\(summary.length.rawValue)] " + summary.text)
        case .voiceEnd(let end) where end.reason == .failed:
            return notice("voice: \(end.detail ?? "it failed")")
        case .voiceStart, .voiceChunk, .voiceMark, .voiceEnd: return ""
        case .health, .speechFeatures, .objectEnter, .objectLeave, .objectMove, .cameraFrame, .objectTracks, .attention, .picture: return ""
        }
    }

    /// A remark of the program's own among the captions.
    package mutating func notice(_ text: String) -> String {
        update(adding: Wrapping.rows(text.map { Cell($0, .notice) }, columns: columns - 1))
    }

    /// The terminal has another size now. It may have folded the rows that stood there; they are cleared and drawn again.
    package mutating func resize(columns newColumns: Int, rows newRows: Int) -> String {
        let newWidth = max(4, newColumns)
        // Where the cursor is now, counted from the first live row: rows wider than the screen take several.
        let above = shown.dropLast().reduce(0) { total, row in
            total + max(1, (row.reduce(0) { $0 + $1.columns } + newWidth - 1) / newWidth)
        }
        columns = newWidth
        height = max(2, newRows)
        var output = "\r" + (above > 0 ? "\u{1B}[\(min(above, height - 1))A" : "") + "\u{1B}[J"
        shown = []
        let rows = liveRows()
        output += draw(rows)
        shown = rows
        return Self.synchronized(output)
    }

    /// Leaves the terminal as it should be found: open text stays as it stands, the cursor below it.
    package mutating func end() -> String {
        let output = (shown.isEmpty ? "" : "\r\n") + "\u{1B}[0m\u{1B}[?25h"
        shown = []
        open = [:]
        return output
    }

    // MARK: What should stand there

    private mutating func meet(_ caption: Caption) {
        tracksSeen.insert(Self.label(caption))
        if tracksSeen.count > 1 { labels = true }
    }

    private mutating func place(_ caption: Caption) {
        let label = Self.label(caption)
        if let index = open[label, default: []].firstIndex(where: { $0.caption.segment == caption.segment }) {
            open[label]![index].caption = caption
        } else {
            counter += 1
            open[label, default: []].append(Open(caption: caption, order: counter))
        }
    }

    private mutating func remove(_ caption: Caption) {
        // Older ones too: a segment that was given up never gets its final.
        open[Self.label(caption)]?.removeAll { $0.caption.segment <= caption.segment }
    }

    private func liveRows() -> [Row] {
        let captions = open.values.joined().sorted { $0.order < $1.order }
        let all = captions.flatMap { rows($0.caption, isFinal: false) }
        // What does not fit the screen could not be rewritten; the newest words are at the end.
        return all.suffix(height - 1)
    }

    private func rows(_ caption: Caption, isFinal: Bool) -> [Row] {
        let label = labels ? "\(Self.label(caption)): ".map { Cell($0, .label) } : []
        return Wrapping.rows(isFinal ? caption.text.map { Cell($0, .final) } : Self.cells(caption), label: label, columns: columns - 1)
    }

    /// The words, each in its tone; a caption without words is uncommitted as a whole.
    private static func cells(_ caption: Caption) -> [Cell] {
        guard !caption.words.isEmpty else { return caption.text.map { Cell($0, .uncommitted) } }
        var cells: [Cell] = []
        for (index, word) in caption.words.enumerated() {
            let tone = index < caption.stable ? Tone.stable : .uncommitted
            if index > 0, !(word.joined ?? false) { cells.append(Cell(" ", tone)) }
            cells += word.text.map { Cell($0, tone) }
        }
        return cells
    }

    private static func label(_ caption: Caption) -> String {
        caption.task == .translate ? "\(caption.track), translated" : caption.track
    }

    private func tenths(_ seconds: Double) -> String {
        let tenths = Int((max(0, min(seconds, 1e9)) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    // MARK: What to write

    private mutating func update(adding permanent: [Row]) -> String {
        let rows = liveRows()
        guard !permanent.isEmpty || rows != shown else { return "" }
        var output = ""
        if permanent.isEmpty {
            output += rewrite(from: shown, to: rows)
        } else {
            // A final usually stands where its partial stood: compared as one block with what follows, little changes.
            let block = permanent + (rows.isEmpty ? [[]] : rows)
            output += rewrite(from: shown, to: block)
        }
        shown = rows
        return Self.synchronized(output)
    }

    /// From `old`, with the cursor at the left of its last row, to `new`, with the cursor at the left of its last row.
    private func rewrite(from old: [Row], to new: [Row]) -> String {
        var output = ""
        // The screen line of the cursor, counted from the first row of the block.
        var line = max(0, old.count - 1)
        func move(to target: Int) {
            if target < line { output += "\u{1B}[\(line - target)A" }
            // Line feeds, not cursor movement: at the bottom of the screen they scroll.
            if target > line { output += String(repeating: "\n", count: target - line) }
            line = target
        }
        for (index, row) in new.enumerated() {
            let before = index < old.count ? old[index] : []
            if row == before, index < old.count { continue }
            move(to: index)
            let same = zip(row, before).prefix { $0 == $1 }.count
            let column = row.prefix(same).reduce(0) { $0 + $1.columns }
            output += "\r" + (column > 0 ? "\u{1B}[\(column)C" : "") + Self.paint(row[same...])
            if same < before.count { output += "\u{1B}[K" }
        }
        if old.count > new.count {
            // The first row that is no more, and everything below it.
            move(to: max(new.count, 0))
            output += "\r\u{1B}[J"
        }
        move(to: max(0, new.count - 1))
        return output + "\r"
    }

    private func draw(_ rows: [Row]) -> String {
        rows.map { Self.paint($0[...]) }.joined(separator: "\r\n") + "\r"
    }

    private static func paint(_ cells: ArraySlice<Cell>) -> String {
        var output = ""
        var tone: Tone?
        for cell in cells {
            if cell.tone != tone {
                output += cell.tone.escape
                tone = cell.tone
            }
            output.append(cell.character)
        }
        return tone == nil ? "" : output + "\u{1B}[0m"
    }

    /// Terminals that know it show the whole change at once; others ignore it.
    private static func synchronized(_ output: String) -> String {
        "\u{1B}[?2026h\u{1B}[?25l\(output)\u{1B}[?2026l"
    }
}
