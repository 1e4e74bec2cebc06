import SpeechDispatcher
import Spoken
import Testing

@Suite struct ModuleProtocolTests {
    var machine = ModuleProtocol(voices: [ModuleVoice(name: "Amy", language: "en-GB"), ModuleVoice(name: "Xiao", language: "zh", variant: "female1")])

    /// Lines in → lines out, and what is to be done.
    mutating func receive(_ lines: String...) -> ModuleProtocol.Output {
        lines.reduce(into: ModuleProtocol.Output()) {
            let answer = machine.receive($1)
            $0.lines += answer.lines
            $0.actions += answer.actions
        }
    }

    mutating func speaking() -> Int {
        if case .speak(let message)? = receive("SPEAK", "Hello", ".").actions.first { message.id } else { 0 }
    }

    @Test mutating func itBeginsWhenTheVoicesAreReady() {
        #expect(receive("INIT") == .init(actions: [.prepare]))
        #expect(machine.handle(.ready("Two voices.")) == ["299-Two voices.", "299 OK LOADED SUCCESSFULLY"])
        #expect(machine.handle(.failed("no\nvoice")) == ["399-no voice", "399 ERR CANT INIT MODULE"])
    }

    @Test mutating func audioLogAndSettings() {
        #expect(receive("AUDIO", "audio_output_method=pulse", ".") == .init(lines: ["207 OK RECEIVING AUDIO SETTINGS", "203 OK AUDIO INITIALIZED"], actions: [.audio(["audio_output_method": "pulse"])]))
        #expect(receive("LOGLEVEL", "log_level=3", ".") == .init(lines: ["207 OK RECEIVING LOGLEVEL SETTINGS", "203 OK LOGLEVEL SET"], actions: [.logLevel(3)]))
        #expect(receive("SET", "rate=50", "pitch=-100", "volume=0", "language=en-US", "synthesis_voice=NULL", "voice=male1", "spelling_mode=on", "punctuation_mode=some", "cap_let_recogn=none", "newer=1", ".").lines == ["203 OK RECEIVING SETTINGS", "203 OK SETTINGS RECEIVED"])
        guard case .speak(let message)? = receive("SPEAK", "a", ".").actions.first else { return #expect(Bool(false)) }
        #expect(message.settings.rate == 50 && message.settings.pitch == -100 && message.settings.volumeFactor == 0.5 && message.settings.isSpelling)
        #expect(message.settings.language == "en-US" && message.settings.voice == nil && message.settings.kind == "male1")
    }

    @Test(arguments: [("rate=101", "303 ERROR INVALID PARAMETER OR VALUE"), ("rate=fast", "303 ERROR INVALID PARAMETER OR VALUE"), ("punctuation_mode=x", "303 ERROR INVALID PARAMETER OR VALUE"), ("rate", "302 ERROR BAD SYNTAX")])
    mutating func badSettingsChangeNothing(line: String, answer: String) {
        #expect(receive("SET", "pitch=20", line, ".").lines.last == answer)
        guard case .speak(let message)? = receive("SPEAK", "a", ".").actions.first else { return #expect(Bool(false)) }
        #expect(message.settings == ModuleSettings())
    }

    @Test mutating func voicesAreListed() {
        #expect(receive("LIST VOICES").lines == ["200-Amy\ten-GB\tnone", "200-Xiao\tzh\tfemale1", "200 OK VOICE LIST SENT"])
        #expect(receive("LIST VOICES zh").lines == ["200-Xiao\tzh\tfemale1", "200 OK VOICE LIST SENT"])
        #expect(receive("LIST VOICES fr").lines == ["304 CANT LIST VOICES"])
    }

    @Test mutating func aMessageHasItsPartsAndItsEvents() {
        let output = receive("SPEAK", "<speak>Hello <mark name=\"__spd_0\"/>world</speak>", ".")
        #expect(output.lines == ["202 OK RECEIVING MESSAGE", "200 OK SPEAKING"])
        #expect(output.actions == [.speak(.init(id: 1, kind: .text, parts: [SpokenPart(.text("Hello ")), SpokenPart(.mark("__spd_0")), SpokenPart(.text("world"))], settings: ModuleSettings()))])
        #expect(machine.handle(.began(1)) == ["701 BEGIN"])
        #expect(machine.handle(.mark(1, "__spd_0")) == ["700-__spd_0", "700 INDEX MARK"])
        #expect(machine.handle(.ended(1)) == ["702 END"])
        #expect(!machine.isSpeaking)
    }

    @Test mutating func doubledPointsAreOne() {
        guard case .speak(let message)? = receive("SPEAK", "..", "..a", "b.", ".").actions.first else { return #expect(Bool(false)) }
        #expect(message.parts == [SpokenPart(.text(".\n.a\nb."))])
    }

    @Test mutating func emptyAndDoubleMessagesAreRefused() {
        #expect(receive("SPEAK", ".").lines == ["202 OK RECEIVING MESSAGE", "301 ERROR CANT SPEAK"])
        #expect(receive("SPEAK", "<speak> </speak>", ".").lines.last == "301 ERROR CANT SPEAK")
        _ = speaking()
        #expect(receive("SPEAK", "more", ".") == .init(lines: ["202 OK RECEIVING MESSAGE", "301 ERROR CANT SPEAK"]))
    }

    @Test mutating func brokenMarkupIsReadWithoutItsTags() {
        guard case .speak(let message)? = receive("SPEAK", "<speak>Tom & <b>Jerry</speak>", ".").actions.first else { return #expect(Bool(false)) }
        #expect(message.parts == [SpokenPart(.text("Tom & Jerry"))])
    }

    @Test mutating func charactersKeysAndIcons() {
        func parts(_ output: ModuleProtocol.Output) -> [SpokenPart.Content] { if case .speak(let message)? = output.actions.first { message.parts.map(\.content) } else { [] } }
        #expect(parts(receive("CHAR", "a", ".")) == [.characters("a")])
        _ = machine.handle(.ended(1))
        #expect(parts(receive("CHAR", "space", ".")) == [.characters(" ")])
        _ = machine.handle(.ended(2))
        #expect(parts(receive("KEY", "control_shift_a", ".")) == [.text("control shift"), .characters("a")])
        _ = machine.handle(.ended(3))
        #expect(parts(receive("KEY", "Return", ".")) == [.text("Return")])
        _ = machine.handle(.ended(4))
        #expect(parts(receive("KEY", "_", ".")) == [.characters("_")])
        _ = machine.handle(.ended(5))
        #expect(parts(receive("SOUND_ICON", "prompt", ".")) == [.text("prompt")])
    }

    @Test mutating func stopAndPauseHaveNoReplyOfTheirOwn() {
        #expect(receive("STOP") == .init())
        #expect(receive("PAUSE") == .init())
        let first = speaking()
        #expect(machine.handle(.began(first)) == ["701 BEGIN"])
        #expect(receive("STOP") == .init(actions: [.stop(first)]))
        #expect(machine.handle(.stopped(first)) == ["703 STOP"])
        // Its end comes late, when it is over.
        #expect(machine.handle(.ended(first)) == [])
        let second = speaking()
        #expect(receive("PAUSE") == .init(actions: [.pause(second)]))
        #expect(machine.handle(.paused(second)) == ["701 BEGIN", "704 PAUSE"])
    }

    @Test mutating func theRest() {
        #expect(receive("DEBUG ON /tmp/a b").actions == [.log("/tmp/a b")])
        #expect(receive("DEBUG OFF") == .init(lines: ["200 OK DEBUGGING OFF"], actions: [.log(nil)]))
        #expect(receive("NONSENSE").lines == ["300 ERR UNKNOWN COMMAND"])
        #expect(receive("").lines == ["300 ERR UNKNOWN COMMAND"])
        #expect(receive("QUIT") == .init(lines: ["210 OK QUIT"], actions: [.quit]))
    }

    /// In any order of lines and events: 701 first, one end after it, marks between.
    @Test(arguments: 1...30)
    mutating func noEndWithoutABeginning(seed: Int) {
        var state = UInt64(seed)
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var hasBegun = false, ends = 0, begins = 0
        for _ in 0..<2000 {
            let id = 1 + random(begins + ends + 3)
            let lines: [String] =
                switch random(9) {
                case 0: receive("SPEAK", "<speak>a<mark name='b'/></speak>", ".").lines
                case 1: receive("STOP").lines
                case 2: receive("PAUSE").lines
                case 3: machine.handle(.began(id))
                case 4: machine.handle(.mark(id, "b"))
                case 5: machine.handle(.ended(id))
                case 6: machine.handle(.stopped(id))
                case 7: machine.handle(.paused(id))
                default: receive(["", ".", "CHAR", "x", "..", "SET", "FOO"][random(7)], ".").lines
                }
            for line in lines {
                switch line {
                case "701 BEGIN":
                    #expect(!hasBegun)
                    hasBegun = true
                    begins += 1
                case "702 END", "703 STOP", "704 PAUSE":
                    #expect(hasBegun)
                    hasBegun = false
                    ends += 1
                case "700 INDEX MARK": #expect(hasBegun)
                default: break
                }
            }
        }
        #expect(ends > 10)
    }
}
