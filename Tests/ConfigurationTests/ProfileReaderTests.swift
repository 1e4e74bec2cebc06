import Configuration
import Testing

/// What a person sees after `taichu profile check`: the lines for this text.
func problems(in text: String) -> [String] {
    do {
        _ = try ProfileReader.read(text: text, name: "p.toml")
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

@Suite struct ProfileReaderTests {
    @Test func anEmptyProfileIsTheDefaultOne() throws {
        #expect(try ProfileReader.read(text: "", name: "p.toml") == Profile())
    }

    @Test func everyKeyReachesItsProperty() throws {
        let profile = try ProfileReader.read(text: """
            [daemon]
            socket = "/tmp/t.sock"
            socket_mode = "0660"
            client_queue = 16
            replay = 0
            health_interval = 2
            exit_at_end = true

            [[source]]
            name = "me"
            kind = "alsa"
            device = "hw:1,0"
            period_ms = 10
            buffer_ms = 100
            ring_ms = 10000

            [[source]]
            name = "talk"
            kind = "file"
            path = "talk.flac"
            pace = "fast"

            [[source]]
            name = "pipe"
            kind = "stdin"
            rate = 48000
            channels = 2

            [[source]]
            name = "others"
            kind = "monitor"
            server = "unix:/tmp/native"

            [speech]
            language = "zh"
            tasks = ["transcribe", "translate"]
            chinese_script = "traditional"
            hop_ms = 640
            first_pass = false
            second_pass_front = "mel"
            vad_threshold = 0.6
            end_silence_ms = 700
            minimum_speech_ms = 200
            maximum_utterance_ms = 20000

            [inference]
            models = "/srv/models"
            threads = 4
            precision = "f32"
            """, name: "p.toml")

        #expect(profile.daemon.socket == "/tmp/t.sock")
        #expect(profile.daemon.socketMode == "0660")
        #expect(profile.daemon.clientQueue == 16)
        #expect(profile.daemon.replay == 0)
        #expect(profile.daemon.healthInterval == 2.0)
        #expect(profile.daemon.exitAtEnd)

        try #require(profile.sources.count == 4)
        #expect(profile.sources.map(\.name) == ["me", "talk", "pipe", "others"])
        #expect(profile.sources.map(\.kind) == [.alsa, .file, .standardInput, .monitor])
        #expect(profile.sources[0].device == "hw:1,0")
        #expect(profile.sources[0].periodMs == 10)
        #expect(profile.sources[0].bufferMs == 100)
        #expect(profile.sources[0].ringMs == 10_000)
        #expect(profile.sources[1].path == "talk.flac")
        #expect(profile.sources[1].pace == .fast)
        #expect(profile.sources[2].rate == 48_000)
        #expect(profile.sources[2].channels == 2)
        #expect(profile.sources[3].server == "unix:/tmp/native")

        #expect(profile.speech.language == "zh")
        #expect(profile.speech.tasks == ["transcribe", "translate"])
        #expect(profile.speech.chineseScript == .traditional)
        #expect(profile.speech.hopMs == 640)
        #expect(!profile.speech.firstPass)
        #expect(profile.speech.secondPassFront == .mel)
        #expect(profile.speech.vadThreshold == 0.6)
        #expect(profile.speech.endSilenceMs == 700)
        #expect(profile.speech.minimumSpeechMs == 200)
        #expect(profile.speech.maximumUtteranceMs == 20_000)

        #expect(profile.inference.models == "/srv/models")
        #expect(profile.inference.threads == 4)
        #expect(profile.inference.precision == "f32")
    }
}
