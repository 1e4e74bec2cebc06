/// The one table of a profile's keys. The reader's checks, `taichu profile show` and `Documentation/profiles.md` come from it.
package enum ProfileSchema {
    package static let daemon: [ProfileKey<Profile.Daemon>] = [
        .text("socket", \.socket, allowing: .text(expected: "a path of at most 107 bytes, or empty") { $0.utf8.count <= 107 && !$0.utf8.contains(0) },
            "Path of the socket. Empty: `$XDG_RUNTIME_DIR/taichu.sock`, else `/run/user/UID/taichu.sock`, else `/tmp/taichu-UID/taichu.sock`."),
        .text("socket_mode", \.socketMode, allowing: .text(expected: "permission bits as an octal string, \"0600\" to \"0777\"", accepts: isSocketMode),
            "Permission bits of the socket. It carries a microphone: whoever may open it can listen."),
        .integer("client_queue", \.clientQueue, 8...65_536, unit: "lines",
            "How far a client may lag behind before partial captions are dropped for it."),
        .integer("replay", \.replay, 0...1_000_000, unit: "events",
            "Events kept for clients that subscribe with `since`."),
        .number("health_interval", \.healthInterval, 0.1...3600, unit: "s",
            "Time between `health` events."),
        .flag("exit_at_end", \.exitAtEnd,
            "End when every source has ended (files read to their ends)."),
    ]

    package static let source: [ProfileKey<Profile.Source>] = [
        .text("name", \.name, allowing: .text(expected: "1 to 64 characters, none of them a control character", accepts: isTrackName),
            "The track's label in captions; no two sources may share one."),
        .choice("kind", \.kind,
            "`pulse`: a PulseAudio or PipeWire source. `monitor`: what a sink plays. `alsa`: an ALSA device. `file`: a media file. `stdin`: raw s16le PCM on standard input."),
        .text("device", \.device,
            "Pulse source, sink (for `monitor`) or ALSA device, as `taichu devices` lists them. Empty: the default one."),
        .text("server", \.server,
            "Address of the Pulse server. Empty: `$PULSE_SERVER`, or the user's own."),
        .text("path", \.path,
            "The media file (`kind = \"file\"`)."),
        .choice("pace", \.pace,
            "A file's pace: as it would sound, or as fast as possible."),
        .integer("rate", \.rate, 8_000...192_000, unit: "Hz",
            "Sample rate of the PCM on standard input."),
        .integer("channels", \.channels, 1...8,
            "Channels of the PCM on standard input."),
        .integer("period_ms", \.periodMs, 5...500, unit: "ms",
            "PulseAudio: length of a fragment. ALSA: one period."),
        .integer("buffer_ms", \.bufferMs, 20...5_000, unit: "ms",
            "ALSA: the device's buffer; at least two periods."),
        .integer("ring_ms", \.ringMs, 1_000...600_000, unit: "ms",
            "Length of the ring between the capture thread and the recognizer. What does not fit is dropped, counted and announced."),
    ]

    package static let speech: [ProfileKey<Profile.Speech>] = [
        .text("language", \.language,
            allowing: .text(expected: "\"auto\" or the code of a language that the decoder knows, such as \"en\", \"zh\", \"fr\"") {
                $0 == "auto" || SpokenLanguages.codes.contains($0)
            },
            "What is spoken. `auto`: detected in each track's first utterances."),
        .choices("tasks", \.tasks, ["transcribe", "translate"],
            "`transcribe`: captions in the spoken language. `translate`: English captions, as a track of their own."),
        .choice("chinese_script", \.chineseScript,
            "Script of Chinese captions."),
        .integer("hop_ms", \.hopMs, 320...2_560, multipleOf: 320, unit: "ms",
            "Sound that one step of the first pass takes: shorter is earlier, longer is cheaper."),
        .integer("ahead_ms", \.aheadMs, 0...960, multipleOf: 320, unit: "ms",
            "Sound after a chunk of 320 ms that the first pass hears together with it once more, before the chunk's states stay as they are. Nothing comes later for it; more is better and costs more."),
        .integer("look_back_ms", \.lookBackMs, 0...10_240, multipleOf: 320, unit: "ms",
            "Sound between two looks back over an open utterance by the second pass's transformer, which settle its words: what two of them say, or one and the text before it; after more than four times as much sound, a quarter of what was heard; 0: none."),
        .flag("steady", \.steady,
            "A new word waits until the decoder is sure of it or it stood for two or three hops: few words change on the screen, and they come a little later. Off: every guess is shown at once."),
        .choice("commitment", \.commitment,
            "When a word of an open caption is stable, so that nothing changes it before the final. `look-back`: when a look back settled it. `stable-prefix`: when two successive hypotheses agree on it; `agreement`: when `commitment_hops` do. `attention`: when the decoder's attention is `commitment_ms` past it. `time-out`: when it has stood for `commitment_ms`. Of our own model; a checkpoint's words are stable when two hops agree on them."),
        .integer("commitment_hops", \.commitmentHops, 2...10,
            "Hypotheses that must agree (`commitment = \"agreement\"`)."),
        .integer("commitment_ms", \.commitmentMs, 20...10_000, unit: "ms",
            "Distance or patience (`commitment = \"attention\"`, `\"time-out\"`)."),
        .choice("word_times", \.wordTimes,
            "Where the times of words come from. `letters`: where the letters of the text are heard, in English, and `attention` in other languages. `attention`: where the decoder looked when it wrote a word, a tenth of a second and more too early."),
        .flag("first_pass", \.firstPass,
            "Captions while the speaker goes on. Off: finals only."),
        .choice("second_pass_front", \.secondPassFront,
            "What the second pass hears through. `auto`: by language, `wav2vec2` where it was measured to agree, else `mel`."),
        .text("checkpoint", \.checkpoint,
            "A wav2vec2 CTC checkpoint instead of our own model: its name, as `taichu models list` shows it, or the path of its folder, with a slash in it. Empty: our own."),
        .integer("ctc_beam", \.ctcBeam, 1...512, unit: "texts",
            "Texts that the search over a checkpoint's posteriors keeps side by side; 1: greedy."),
        .integer("look_ahead_ms", \.lookAheadMs, 0...2_560, multipleOf: 20, unit: "ms",
            "Sound after a hop that a checkpoint hears before the hop's text: longer is better and later."),
        .integer("left_context_ms", \.leftContextMs, 0...20_480, multipleOf: 20, unit: "ms",
            "Sound before a hop that a checkpoint hears again with it: longer is better and costs more."),
        .integer("blank_end_ms", \.blankEndMs, 0...30_000, unit: "ms",
            "An utterance also ends when a checkpoint's posteriors held nothing but blanks for so long, whatever voice activity says; 0: never."),
        .text("hotwords", \.hotwords,
            "File of phrases that are likelier than the model thinks: one a line, after a tab its weight where it is not 1.5. Empty: none."),
        .text("language_model", \.languageModel,
            "ARPA file of an n-gram language model, for a checkpoint's search. Empty: none."),
        .number("lm_weight", \.lmWeight, 0...10,
            "Weight of the language model against a checkpoint's posteriors."),
        .number("word_bonus", \.wordBonus, -10...10,
            "What each word adds to a text's score beside the language model, which alone prefers few words."),
        .number("vad_threshold", \.vadThreshold, 0.2...0.95,
            "Probability of speech above which an utterance begins; it ends 0.15 lower."),
        .integer("end_silence_ms", \.endSilenceMs, 96...5_000, unit: "ms",
            "Silence that ends an utterance."),
        .integer("minimum_speech_ms", \.minimumSpeechMs, 32...2_000, unit: "ms",
            "Shorter sounds than this are no speech."),
        .integer("maximum_utterance_ms", \.maximumUtteranceMs, 4_000...25_000, unit: "ms",
            "An utterance is cut at its quietest place before it grows longer."),
    ]

    package static let camera: [ProfileKey<Profile.Camera>] = [
        .text("name", \.name, allowing: .text(expected: "1 to 64 characters, none of them a control character", accepts: isTrackName),
            "The track's label in events; no two cameras or sources may share one."),
        .text("device", \.device,
            "`/dev/video0` as `taichu devices` lists it, a video or picture file, a `folder/` of pictures, or `rtsp://…`. Empty: the first camera of this machine."),
        .integer("width", \.width, 16...8_192, unit: "pixels",
            "Width that a device is asked for; it gives the nearest that it has."),
        .integer("height", \.height, 16...8_192, unit: "pixels",
            "Height that a device is asked for."),
        .number("rate", \.rate, 0.1...120, unit: "frames a second",
            "Frames a second that a device is asked for, and at which the pictures of a folder follow one another."),
        .choice("pace", \.pace,
            "A file's or folder's pace: as it was recorded, or as fast as it can be looked at."),
    ]

    package static let vision: [ProfileKey<Profile.Vision>] = [
        .number("objects_rate", \.objectsRate, 0...60, unit: "looks a second",
            "How often objects are looked for; 0: never, and then there are no scenes."),
        .number("pose_rate", \.poseRate, 0...60, unit: "looks a second",
            "Keypoints of a person, for posture; only while a person is there."),
        .number("faces_rate", \.facesRate, 0...60, unit: "looks a second",
            "Faces."),
        .number("mask_rate", \.maskRate, 0...60, unit: "looks a second",
            "Which pixels are a person."),
        .number("tags_rate", \.tagsRate, 0...60, unit: "looks a second",
            "What the picture as a whole shows."),
        .number("text_rate", \.textRate, 0...60, unit: "looks a second",
            "Text in the picture, Chinese and English. A look takes a quarter of a second."),
        .number("attention_rate", \.attentionRate, 0...60, unit: "looks a second",
            "Where the picture draws the eye."),
        .number("floor_rate", \.floorRate, 0.1...60, unit: "looks a second",
            "Under load objects are looked for less often, but not less than this."),
        .flag("motion_gate", \.motionGate,
            "A picture in which nothing moved is not looked at again, but once in a while."),
        .number("minimum_score", \.minimumScore, 0.05...0.95,
            "Detections that are less sure begin no thing; a little less sure ones still prolong it."),
        .choices("languages", \.languages, ["en", "zh"],
            "Languages of the scene's sentences."),
        .number("sentence_interval", \.sentenceInterval, 0...3_600, unit: "s",
            "Time between two scene sentences of a camera, at least; one comes only when something changed."),
    ]

    package static let zone: [ProfileKey<Profile.Zone>] = [
        .text("name", \.name, allowing: .text(expected: "1 to 64 characters, none of them a control character", accepts: isTrackName),
            "The zone's name in events and sentences."),
        .text("camera", \.camera,
            "Label of the camera in whose picture it lies. Empty: every camera's."),
        .text("points", \.points, allowing: .text(expected: "three or more corners as \"x,y x,y x,y\", each number from 0 to 1") { text in
                var zone = Profile.Zone()
                zone.points = text
                return text.isEmpty || zone.corners != nil
            },
            "Its corners, relative to the picture's width and height, from the upper left."),
    ]

    package static let language: [ProfileKey<Profile.Language>] = [
        .flag("summaries", \.summaries,
            "Titles and summaries are made as captions come. Off: only when a client asks (`summarize`)."),
        .text("model", \.model,
            "What writes them: `smollm2` (small, English) or `qwen2.5` (English, Chinese and others), which `make setup-language` fetches, the name of a language model that `taichu models add` took in, or the path of a model's folder, with a slash in it. Empty: sentences of the captions themselves are chosen."),
        .text("language", \.language,
            allowing: .text(expected: "\"auto\" or the code of a language, such as \"en\", \"zh\", \"fr\"") { $0 == "auto" || SpokenLanguages.codes.contains($0) },
            "What summaries are in. `auto`: the language of most of what was said."),
        .number("title_interval", \.titleInterval, 0...86_400, unit: "s",
            "Time between titles; 0: none."),
        .number("short_interval", \.shortInterval, 0...86_400, unit: "s",
            "Time between summaries of two sentences; 0: none."),
        .number("full_interval", \.fullInterval, 0...86_400, unit: "s",
            "Time between summaries of a paragraph; 0: none."),
        .flag("scenes", \.scenes,
            "The model says what cameras see in its own words, too (`scene.sentence`); what it names without being there is not told."),
    ]

    package static let history: [ProfileKey<Profile.History>] = [
        .flag("keep", \.keep,
            "Captions, scenes, what came and went, and summaries are kept in a file, for `taichu search` and `taichu export`."),
        .text("path", \.path,
            "The file. Empty: `$XDG_DATA_HOME/taichu/history.sqlite`, else `~/.local/share/taichu/history.sqlite`."),
        .number("days", \.days, 0...36_500, unit: "days",
            "What is older is deleted; 0: nothing is."),
        .number("megabytes", \.megabytes, 0...1_000_000, unit: "MB",
            "The oldest is deleted when the file grows larger; 0: nothing is."),
        .flag("meaning", \.meaning,
            "What is kept can be found by what it means, too (the model `sentences` of `make setup-language`)."),
    ]

    package static let voice: [ProfileKey<Profile.Voice>] = [
        .choices("reads", \.reads, ["summary", "scene", "caption"], allowsNone: true,
            "What is read aloud as it comes; empty: only what a client asks for (`say`)."),
        .text("name", \.name,
            "A voice that `taichu voices` lists, or the path of a Piper voice, with a slash in it. Empty: the one for the text's language."),
        .number("rate", \.rate, 0.5...2,
            "Speed; 1 is the voice's own."),
        .choice("output", \.output,
            "Where its sound goes: a PulseAudio or PipeWire sink, an ALSA device, or nowhere but to clients that hear `voice.chunk`."),
        .text("device", \.device,
            "The sink or device. Empty: the default one."),
        .text("server", \.server,
            "Address of the Pulse server. Empty: `$PULSE_SERVER`, or the user's own."),
        .number("loudness", \.loudness, -40...(-10), unit: "LUFS",
            "How loud voices are, by EBU R128."),
        .flag("gate", \.gate,
            "Microphones are not captioned while the daemon itself speaks."),
        .integer("delay_ms", \.delayMs, 0...60_000, unit: "ms",
            "Live dubbing: captions that are read (`reads`) are spoken exactly so long after they were said, which must cover the longest utterance and what recognizing and speaking it takes. 0: they are read as they come."),
    ]

    package static let inference: [ProfileKey<Profile.Inference>] = [
        .text("models", \.models,
            "Folder of the models. Empty: `models` beside the profile, where there are any; else `$TAICHU_MODELS`; where that is unset, the first of the user's cache, the installed ones and `/var/lib/taichu/models` that has any."),
        .integer("threads", \.threads, 1...64,
            "Worker threads that run inference; each job takes one."),
        .text("precision", \.precision, allowing: .choice(["auto", "f32"]),
            "`auto`: bf16 where the processor has it and matrices are large, int8 where weights are. `f32`: always single precision."),
    ]

    /// The sections' headings and what each is about, in the order in which they are written.
    package static let sections: [(heading: String, name: String, about: String)] = [
        ("[daemon]", "daemon", "The socket and its clients. `taichu transcribe` ignores this section."),
        ("[[source]]", "source", "What is heard. Each `[[source]]` is a labelled track of its own; a profile without any hears the default microphone, unless it has a camera."),
        ("[speech]", "speech", "The recognizer."),
        ("[[camera]]", "camera", "What is seen. Each `[[camera]]` is a labelled track of its own; there is none by default. `make setup-vision` fetches the models."),
        ("[vision]", "vision", "What is looked for in the pictures of all cameras, and how often."),
        ("[[zone]]", "zone", "A part of the picture that has a name."),
        ("[language]", "language", "Titles and summaries of what is said."),
        ("[history]", "history", "What happened, kept in a file."),
        ("[voice]", "voice", "What is spoken, and how. `make setup-voice` fetches the voices."),
        ("[inference]", "inference", "The models and the threads that run them."),
    ]

    /// The section that has a key of this name, if there is just one.
    static func section(having key: String) -> String? {
        let found = sections.map(\.name).filter { keyNames(in: $0).contains(key) }
        return found.count == 1 ? found[0] : nil
    }

    static func keyNames(in section: String) -> [String] {
        switch section {
        case "daemon": daemon.map(\.name)
        case "source": source.map(\.name)
        case "speech": speech.map(\.name)
        case "camera": camera.map(\.name)
        case "vision": vision.map(\.name)
        case "zone": zone.map(\.name)
        case "language": language.map(\.name)
        case "history": history.map(\.name)
        case "voice": voice.map(\.name)
        case "inference": inference.map(\.name)
        default: []
        }
    }

    /// Four octal digits that leave the owner the right to read and write, and nothing beyond `rwx`.
    @Sendable private static func isSocketMode(_ text: String) -> Bool {
        guard (3...4).contains(text.utf8.count), text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }),
            let mode = UInt32(text, radix: 8)
        else { return false }
        return mode <= 0o777 && mode & 0o600 == 0o600
    }

    @Sendable private static func isTrackName(_ text: String) -> Bool {
        (1...64).contains(text.count) && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
