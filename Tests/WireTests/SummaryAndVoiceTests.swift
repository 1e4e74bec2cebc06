import Foundation
import Testing
import Wire

struct SummaryAndVoiceTests {
    private func decoded(_ line: String) -> Request.Kind? {
        if case .success(let request) = LineCodec.decodeRequest(Data(line.utf8)) { request.kind } else { nil }
    }

    private func refusal(_ line: String) -> String? {
        if case .failure(let unread) = LineCodec.decodeRequest(Data(line.utf8)) { unread.refusal.message } else { nil }
    }

    @Test func aSummaryIsAskedForByLength() {
        #expect(decoded(#"{"request":"summarize"}"#) == .summarize(SummaryOrder()))
        #expect(
            decoded(#"{"request":"summarize","length":"full","language":"zh","from":1.5,"to":60,"tracks":["a"]}"#)
                == .summarize(SummaryOrder(length: .full, language: "zh", from: 1.5, to: 60, tracks: ["a"])))
        #expect(refusal(#"{"request":"summarize","length":"epic"}"#) == #"in "summarize": "length" should be one of title, short, full, actions"#)
    }

    @Test func aLineIsSpokenAndStopped() {
        #expect(decoded(#"{"request":"say","text":"Hello."}"#) == .say(SpeechOrder(text: "Hello.")))
        #expect(
            decoded(#"{"request":"say","text":"<speak>a</speak>","ssml":true,"priority":"urgent","rate":1.2,"voice":"piper-joe","output":"events"}"#)
                == .say(SpeechOrder(text: "<speak>a</speak>", voice: "piper-joe", rate: 1.2, priority: .urgent, ssml: true, output: .events)))
        #expect(decoded(#"{"request":"hush","line":3}"#) == .hush(3))
        #expect(decoded(#"{"request":"hush"}"#) == .hush(nil))
        #expect(refusal(#"{"request":"say","text":"a","priority":"now"}"#) == #"in "say": "priority" should be one of urgent, normal, idle"#)
        #expect(refusal(#"{"request":"say","text":"a","output":"moon"}"#) == #"in "say": "output" should be one of speaker, events"#)
    }

    @Test(arguments: [
        Message.event(
            Event(
                seq: 1, time: 2,
                body: .summary(
                    Summary(
                        length: .title, revision: 3, language: "en", text: "A Title", from: 0, to: 1.5, captions: [.init(track: "m", segment: 4)], method: .extract,
                        reason: "none")))),
        .event(Event(seq: 2, time: 2, body: .voiceStart(VoiceStart(line: 1, text: "a", voice: "b", at: 1)))),
        .event(Event(seq: 3, time: 2, body: .voiceChunk(VoiceChunk(line: 1, index: 0, rate: 22_050, samples: "AAA=")))),
        .event(Event(seq: 4, time: 2, body: .voiceMark(VoiceMark(line: 1, name: "here", at: 1)))),
        .event(Event(seq: 5, time: 2, body: .voiceEnd(VoiceEnd(line: 1, reason: .failed, detail: "no", at: 1)))),
        .reply(.saying(4), id: .number(1)), .reply(.hushed([1, 2]), id: nil),
    ])
    func everyLineComesBackAsItWent(_ message: Message) throws {
        #expect(try LineCodec.decodeMessage(try LineCodec.encode(message)) == message)
    }
}
