internal import Capture
internal import Wire

/// What a stage knows of its source: whether it is connected, and how it ended.
struct SourceLife {
    private(set) var connection = "starting"
    private var endDetail = ""
    private var hasFailed = false
    /// The source said its last word; what it gave may still be worked on.
    private var isOver = false
    private var saidEnd = false

    /// Why it can go on no more; nil while it can.
    var failure: String? { hasFailed ? endDetail : nil }

    /// Takes a piece of news. What is to be told of it at once; an end is told when everything before it is (`lastWord`).
    mutating func take(_ event: SourceEvent, of track: String) -> DeviceChange? {
        switch event {
        case .connected(let detail):
            connection = "connected"
            return DeviceChange(track: track, state: .connected, detail: detail)
        case .lost(let reason, let retryIn):
            connection = "lost"
            return DeviceChange(track: track, state: .lost, detail: "\(reason); next try in \(Double(Int((retryIn * 100).rounded())) / 100) s")
        case .notice(let text):
            return DeviceChange(track: track, state: .connected, detail: text)
        case .ended(let detail):
            connection = "ended"
            endDetail = detail
            isOver = true
        case .failed(let error):
            connection = "failed"
            hasFailed = true
            endDetail = error.description
            isOver = true
        }
        return nil
    }

    /// The source was stopped. Devices say nothing then.
    mutating func stop() {
        isOver = true
        if endDetail.isEmpty { endDetail = "the daemon ends" }
    }

    /// The end, once: nil while the source goes on, and after it was told.
    mutating func lastWord(of track: String) -> DeviceChange? {
        guard isOver, !saidEnd else { return nil }
        saidEnd = true
        return DeviceChange(track: track, state: hasFailed ? .failed : .ended, detail: endDetail)
    }
}
