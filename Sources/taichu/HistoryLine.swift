internal import Recall
internal import Wire

/// An entry of the history as one JSON object: what `search --json` and `export --format json` write.
struct HistoryLine: Encodable {
    var kind: HistoryEntry.Kind
    var track: String
    var language: String
    var text: String
    /// Seconds since 1970.
    var from: Double
    var to: Double
    var segment: Int?
    var length: SummaryLength?
    /// Of an export; times are seconds since 1970.
    var words: [CaptionWord]?
    /// Of a search: whether words of the question are in it, and how near its meaning is.
    var byWords: Bool?
    var similarity: Double?

    init(_ entry: HistoryEntry) {
        kind = entry.kind
        track = entry.track
        language = entry.language
        text = entry.text
        from = entry.start
        to = entry.end
        segment = entry.segment
        length = entry.length
    }
}
