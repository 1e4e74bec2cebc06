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
        for index in (cameras ?? []).indices {
            copy.cameras![index].latency = cameras![index].latency.map(thousandths)
            copy.cameras![index].latencyP95 = cameras![index].latencyP95.map(thousandths)
        }
        copy.voice?.delay = voice?.delay.map(thousandths)
        copy.voice?.delayP95 = voice?.delayP95.map(thousandths)
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

extension RelativeBox {
    /// To a ten-thousandth, which is less than a pixel of any picture that a model looks at.
    func rounded() -> RelativeBox {
        func tenThousandths(_ value: Double) -> Double { value.isFinite ? (value * 10_000).rounded() / 10_000 + 0.0 : 0 }
        return RelativeBox(x: tenThousandths(x), y: tenThousandths(y), width: tenThousandths(width), height: tenThousandths(height))
    }
}

extension ObjectPlace {
    func rounded() -> ObjectPlace { ObjectPlace(box: box.rounded(), zones: zones, posture: posture) }
}

extension ObjectPresence {
    func rounded() -> ObjectPresence {
        ObjectPresence(
            track: track, id: id, label: label, score: thousandths(score), place: place.rounded(), at: thousandths(at),
            firstSeen: thousandths(firstSeen), lastSeen: thousandths(lastSeen))
    }
}

extension ObjectMove {
    func rounded() -> ObjectMove {
        ObjectMove(track: track, id: id, label: label, before: before.rounded(), after: after.rounded(), at: thousandths(at))
    }
}

extension SceneReport {
    func rounded() -> SceneReport {
        var copy = self
        copy.at = thousandths(at)
        for index in copy.objects.indices {
            copy.objects[index].score = thousandths(objects[index].score)
            copy.objects[index].place = objects[index].place.rounded()
            copy.objects[index].firstSeen = thousandths(objects[index].firstSeen)
        }
        for index in copy.texts.indices {
            copy.texts[index].score = thousandths(texts[index].score)
            copy.texts[index].box = texts[index].box.rounded()
        }
        return copy
    }
}

extension CameraFrame {
    func rounded() -> CameraFrame {
        var copy = self
        copy.at = thousandths(at)
        return copy
    }
}

extension ObjectTracks {
    func rounded() -> ObjectTracks {
        let entries = objects.map { Entry(id: $0.id, label: $0.label, score: thousandths($0.score), box: $0.box.rounded()) }
        return ObjectTracks(track: track, number: number, at: thousandths(at), objects: entries)
    }
}

extension Attention {
    func rounded() -> Attention {
        var copy = self
        copy.at = thousandths(at)
        return copy
    }
}

extension PictureFindings {
    func rounded() -> PictureFindings {
        var copy = self
        copy.at = thousandths(at)
        copy.tags = tags?.map { Tag(label: $0.label, score: thousandths($0.score)) }
        copy.faces = faces?.map { Detection(label: $0.label, score: thousandths($0.score), box: $0.box.rounded()) }
        copy.personShare = personShare.map(thousandths)
        return copy
    }
}

extension Summary {
    func rounded() -> Summary {
        var copy = self
        copy.from = thousandths(from)
        copy.to = thousandths(to)
        return copy
    }
}

extension SceneSentence {
    func rounded() -> SceneSentence {
        var copy = self
        copy.at = thousandths(at)
        return copy
    }
}

extension VoiceStart {
    func rounded() -> VoiceStart { VoiceStart(line: line, text: text, voice: voice, at: thousandths(at)) }
}

extension VoiceMark {
    func rounded() -> VoiceMark { VoiceMark(line: line, name: name, at: thousandths(at)) }
}

extension VoiceEnd {
    func rounded() -> VoiceEnd { VoiceEnd(line: line, reason: reason, detail: detail, at: thousandths(at)) }
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
        case .objectEnter(let presence): .objectEnter(presence.rounded())
        case .objectLeave(let presence): .objectLeave(presence.rounded())
        case .objectMove(let move): .objectMove(move.rounded())
        case .scene(let scene): .scene(scene.rounded())
        case .cameraFrame(let frame): .cameraFrame(frame.rounded())
        case .objectTracks(let tracks): .objectTracks(tracks.rounded())
        case .attention(let attention): .attention(attention.rounded())
        case .picture(let findings): .picture(findings.rounded())
        case .sceneSentence(let sentence): .sceneSentence(sentence.rounded())
        case .summary(let summary): .summary(summary.rounded())
        case .voiceStart(let start): .voiceStart(start.rounded())
        case .voiceChunk: self
        case .voiceMark(let mark): .voiceMark(mark.rounded())
        case .voiceEnd(let end): .voiceEnd(end.rounded())
        }
    }
}
