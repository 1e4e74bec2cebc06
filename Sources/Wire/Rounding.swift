/// Times leave the daemon in whole milliseconds and confidences in thousandths: `0.30000000000000004` helps nobody, and
/// two runs over the same sound should print the same line.
func thousandths(_ value: Double) -> Double {
    // JSON has no word for these; a stage that produces one is wrong, but a caption must not be lost for it.
    guard value.isFinite else { return 0 }
    // The addition turns -0.0 into 0.0.
    return (value * 1000).rounded() / 1000 + 0.0
}

extension CaptionWord {
    func rounded() -> CaptionWord {
        CaptionWord(
            text: text, start: thousandths(start), end: thousandths(end), confidence: thousandths(confidence), joined: joined)
    }
}

extension Caption {
    func rounded() -> Caption {
        var copy = self
        copy.words = words.map { $0.rounded() }
        copy.start = thousandths(start)
        copy.end = thousandths(end)
        return copy
    }
}

extension Gap {
    func rounded() -> Gap {
        Gap(track: track, from: thousandths(from), to: thousandths(to), frames: frames, reason: reason)
    }
}

extension Health {
    func rounded() -> Health {
        var copy = self
        copy.uptime = thousandths(uptime)
        copy.cpu = thousandths(cpu)
        for index in copy.tracks.indices {
            copy.tracks[index].heard = thousandths(tracks[index].heard)
            copy.tracks[index].lost = thousandths(tracks[index].lost)
            copy.tracks[index].backlog = thousandths(tracks[index].backlog)
        }
        for index in copy.passes.indices {
            copy.passes[index].busy = thousandths(passes[index].busy)
            copy.passes[index].audio = thousandths(passes[index].audio)
        }
        return copy
    }
}

extension SpeechFeatures {
    func rounded() -> SpeechFeatures {
        var copy = self
        copy.start = thousandths(start)
        copy.interval = thousandths(interval)
        return copy
    }
}

extension EventBody {
    func rounded() -> EventBody {
        switch self {
        case .captionPartial(let caption): .captionPartial(caption.rounded())
        case .captionFinal(let caption): .captionFinal(caption.rounded())
        case .gap(let gap): .gap(gap.rounded())
        case .device: self
        case .health(let health): .health(health.rounded())
        case .speechFeatures(let features): .speechFeatures(features.rounded())
        }
    }
}
