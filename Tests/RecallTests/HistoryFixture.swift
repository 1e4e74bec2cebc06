import Foundation
import Recall
import Support
import Synchronization
import Wire

/// A history in a folder of its own, written by a run whose clocks the test turns.
final class HistoryFixture {
    /// What the clocks say.
    final class Clocks: Sendable {
        private let time: Mutex<BothClocks>

        init(media: Double, wall: Double) { time = Mutex(BothClocks(media: media, wall: wall)) }

        var now: BothClocks {
            get { time.withLock { $0 } }
            set { time.withLock { $0 = newValue } }
        }
    }

    /// 2026-03-04 05:06:40 UTC.
    static let start = 1_772_600_800.0

    let folder: TemporaryFolder
    let history: History
    var writer: HistoryWriter
    let clocks: Clocks
    private var seq: UInt64 = 0

    init(in folder: TemporaryFolder? = nil, start: Double = HistoryFixture.start) throws {
        self.folder = try folder ?? TemporaryFolder()
        history = try History(at: self.folder.path("history.sqlite"))
        (writer, clocks) = try Self.begin(history, start: start)
    }

    private static func begin(_ history: History, start: Double) throws -> (HistoryWriter, Clocks) {
        let clocks = Clocks(media: 0, wall: start)
        let writer = try HistoryWriter(history, start: Hello.Start(monotonic: 0, unix: start), profile: "test", clock: RunClock { clocks.now })
        return (writer, clocks)
    }

    /// Time goes by on both clocks.
    func pass(_ seconds: Double) {
        clocks.now = BothClocks(media: clocks.now.media + seconds, wall: clocks.now.wall + seconds)
    }

    func take(_ body: EventBody) {
        seq += 1
        writer.take(Event(seq: seq, time: clocks.now.media, body: body))
    }

    /// Said from now on, over a tenth of a second a character.
    func say(_ text: String, track: String = "microphone", language: String = "en", task: CaptionTask = .transcribe) {
        let caption = HistoryFixture.caption(text, at: clocks.now.media, track: track, language: language, task: task, segment: Int(seq))
        pass(caption.end - caption.start)
        take(.captionFinal(caption))
    }

    static func caption(_ text: String, at start: Double, track: String = "microphone", language: String = "en", task: CaptionTask = .transcribe, segment: Int = 0) -> Caption {
        let words = text.split(separator: " ").enumerated().map { index, word in
            CaptionWord(text: String(word), start: start + Double(index) * 0.25, end: start + Double(index) * 0.25 + 0.2, confidence: 0.875)
        }
        return Caption(
            track: track, segment: segment, revision: 3, pass: .second, task: task, language: language, text: text, words: words, stable: words.count, start: start,
            end: start + Double(text.count) * 0.1)
    }

    func see(_ sentences: [String: String], track: String = "camera") {
        let words = sentences.sorted { $0.key < $1.key }.map { SceneWords(language: $0.key, text: $0.value, claims: []) }
        take(.scene(SceneReport(track: track, revision: 0, at: clocks.now.media, objects: [], counts: [:], words: words)))
    }

    private func presence(_ label: String, _ id: Int, seen: ClosedRange<Double>) -> ObjectPresence {
        ObjectPresence(
            track: "camera", id: id, label: label, score: 0.9, place: ObjectPlace(box: RelativeBox(x: 0, y: 0, width: 0.5, height: 0.5)), at: clocks.now.media,
            firstSeen: seen.lowerBound, lastSeen: seen.upperBound)
    }

    func enter(_ label: String, _ id: Int) { take(.objectEnter(presence(label, id, seen: clocks.now.media...clocks.now.media))) }

    func leave(_ label: String, _ id: Int, since: Double) { take(.objectLeave(presence(label, id, seen: since...clocks.now.media))) }

    func texts(_ query: HistoryQuery) throws -> [String] {
        try writer.write()
        return try history.search(query).map(\.entry.text)
    }
}
