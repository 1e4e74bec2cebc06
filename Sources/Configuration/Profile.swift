/// What a daemon or a transcription does: the contents of a profile file, every key with its default.
///
/// `ProfileReader` fills it from TOML; `Documentation/profiles.md` and `taichu profile show` are made from `ProfileSchema`.
package struct Profile: Equatable, Sendable {
    package var daemon = Daemon()
    /// What is heard. Each source is a labelled track of its own.
    package var sources: [Source] = [Source()]
    package var speech = Speech()
    /// What is seen. Each camera is a labelled track of its own.
    package var cameras: [Camera] = []
    package var vision = Vision()
    package var zones: [Zone] = []
    package var language = Language()
    package var history = History()
    package var voice = Voice()
    package var inference = Inference()

    package init() {}

    package struct Daemon: Equatable, Sendable {
        /// Path of the socket; empty: `$XDG_RUNTIME_DIR/taichu.sock`, `/run/user/UID/…`, `/tmp/taichu-UID/…` in that order.
        package var socket = ""
        /// Permission bits of the socket, as an octal string.
        package var socketMode = "0600"
        /// Lines a client may lag behind before partials are dropped for it.
        package var clientQueue = 256
        /// Events kept for `subscribe` with `since`.
        package var replay = 1024
        /// Seconds between `health` events.
        package var healthInterval = 5.0
        /// End when every source has ended (a file was read to its end).
        package var exitAtEnd = false
    }

    package struct Source: Equatable, Sendable {
        package enum Kind: String, CaseIterable, Sendable {
            case pulse, monitor, alsa, file, standardInput = "stdin"
        }
        package enum Pace: String, CaseIterable, Sendable {
            case realTime = "real-time", fast
        }
        /// The track's label in captions.
        package var name = "microphone"
        package var kind = Kind.pulse
        /// Pulse source or (for `monitor`) sink name, ALSA device name; empty: the default one.
        package var device = ""
        /// Address of the Pulse server; empty: `$PULSE_SERVER` or the user's own.
        package var server = ""
        /// The media file (`kind = "file"`).
        package var path = ""
        package var pace = Pace.realTime
        /// Rate and channels of raw s16le PCM on standard input.
        package var rate = 16_000
        package var channels = 1
        /// PulseAudio: fragment length. ALSA: one period.
        package var periodMs = 20
        /// ALSA: the device's buffer.
        package var bufferMs = 200
        /// Length of the ring between capture thread and recognizer.
        package var ringMs = 30_000

        package init() {}
    }

    package struct Speech: Equatable, Sendable {
        package enum Script: String, CaseIterable, Sendable {
            case simplified, traditional, asHeard = "as-heard"
        }
        package enum Front: String, CaseIterable, Sendable {
            /// The default table by language: our front where it was measured to agree, else `mel`.
            case auto
            case wav2vec2, mel
        }
        package enum Commitment: String, CaseIterable, Sendable {
            /// By a look back of the second pass's transformer.
            case lookBack = "look-back"
            /// By two, or by `commitmentHops`, hypotheses that agree.
            case stablePrefix = "stable-prefix"
            case agreement
            /// By the distance of the decoder's attention from the end of the sound.
            case attention
            case timeOut = "time-out"
        }
        package enum WordTimes: String, CaseIterable, Sendable {
            case letters, attention
        }
        /// ISO 639-1 code, or "auto": detected in each track's first utterances.
        package var language = "auto"
        /// Tasks that run: "transcribe", "translate" (any language into English, a caption track of its own).
        package var tasks = ["transcribe"]
        package var chineseScript = Script.simplified
        /// Milliseconds of sound a first-pass step takes; a multiple of 320.
        package var hopMs = 320
        /// Milliseconds of sound after a chunk that the first pass hears with it before its states stay as they are.
        package var aheadMs = 320
        /// Milliseconds of sound between two looks back over an open utterance by the full-context transformer; 0: none.
        package var lookBackMs = 640
        /// A new word waits until it is sure.
        package var steady = true
        /// When a word of an open caption is stable.
        package var commitment = Commitment.lookBack
        package var commitmentHops = 3
        package var commitmentMs = 640
        /// Where the times of words come from.
        package var wordTimes = WordTimes.letters
        /// Captions while the speaker goes on.
        package var firstPass = true
        package var secondPassFront = Front.auto
        /// A wav2vec2 CTC checkpoint that was added, by name, or by its folder's path; empty: our own model.
        package var checkpoint = ""
        /// Of a checkpoint: texts kept side by side; sound that a hop's decision sees after and before it.
        package var ctcBeam = 16
        package var lookAheadMs = 320
        package var leftContextMs = 2_560
        /// Of a checkpoint: blanks for so long end an utterance whatever voice activity says; 0: never.
        package var blankEndMs = 0
        /// Files; empty: none.
        package var hotwords = ""
        package var languageModel = ""
        package var lmWeight = 0.5
        package var wordBonus = 1.0
        /// Voice activity: probability above which speech begins; it ends 0.15 lower.
        package var vadThreshold = 0.5
        /// Silence that ends an utterance.
        package var endSilenceMs = 500
        /// Shorter sounds than this are no speech.
        package var minimumSpeechMs = 160
        /// An utterance is cut at its quietest place before it grows longer than this.
        package var maximumUtteranceMs = 14_000

        package init() {}
    }

    package struct Camera: Equatable, Sendable {
        /// The track's label in events.
        package var name = "camera"
        /// As people write it: a device, a video, a picture, a folder, an address. Empty: the first camera of this machine.
        package var device = ""
        /// What pictures are asked for; a device gives the nearest that it has.
        package var width = 640
        package var height = 480
        package var rate = 15.0
        package var pace = Source.Pace.realTime

        package init() {}
    }

    package struct Vision: Equatable, Sendable {
        /// Looks a second of each kind; 0: never.
        package var objectsRate = 15.0
        package var poseRate = 2.0
        package var facesRate = 0.0
        package var maskRate = 0.0
        package var tagsRate = 0.0
        package var textRate = 0.0
        package var attentionRate = 0.0
        /// Looks a second for objects that stay under load.
        package var floorRate = 2.0
        /// A picture that did not change is not looked at again.
        package var motionGate = true
        /// Detections below begin no thing.
        package var minimumScore = 0.6
        /// Languages of scene sentences: "en", "zh".
        package var languages = ["en"]
        /// Seconds between two scene sentences of a camera, at least.
        package var sentenceInterval = 4.0

        package init() {}
    }

    /// A part of a camera's picture that has a name.
    package struct Zone: Equatable, Sendable {
        package var name = ""
        /// Label of its camera; empty: every camera.
        package var camera = ""
        /// Corners as "x,y x,y x,y", relative to the picture.
        package var points = ""

        package init() {}

        /// The corners, in order; nil when `points` does not name three or more in the picture.
        package var corners: [(x: Double, y: Double)]? {
            var corners: [(x: Double, y: Double)] = []
            for pair in points.split(separator: " ") {
                let numbers = pair.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
                guard numbers.count == 2, let x = numbers[0], let y = numbers[1], (0...1).contains(x), (0...1).contains(y) else { return nil }
                corners.append((x, y))
            }
            return corners.count >= 3 ? corners : nil
        }
    }

    /// Titles and summaries of what is said.
    package struct Language: Equatable, Sendable {
        /// Summaries are made as captions come; `summarize` is answered in any case.
        package var summaries = false
        /// A model that the set-up made, by name, or the path of its folder; empty: sentences of the captions themselves are chosen.
        package var model = ""
        /// ISO 639-1 code, or "auto": the language of most of what was said.
        package var language = "auto"
        /// Seconds between summaries of each length; 0: none of that length.
        package var titleInterval = 45.0
        package var shortInterval = 120.0
        package var fullInterval = 600.0
        /// The model says scenes in its own words, too.
        package var scenes = false

        package init() {}
    }

    /// What happened, kept in a file.
    package struct History: Equatable, Sendable {
        package var keep = false
        /// Empty: `$XDG_DATA_HOME/taichu/history.sqlite`, else `~/.local/share/taichu/history.sqlite`.
        package var path = ""
        /// Older entries are deleted; 0: never.
        package var days = 30.0
        /// The oldest entries are deleted when the file is larger; 0: never.
        package var megabytes = 500.0
        /// Entries are found by what they mean, too.
        package var meaning = false

        package init() {}
    }

    /// What is spoken, and how.
    package struct Voice: Equatable, Sendable {
        package enum Output: String, CaseIterable, Sendable {
            case pulse, alsa, none
        }
        /// What is read aloud as it comes: "summary", "scene", "caption".
        package var reads: [String] = []
        /// A voice that `taichu voices` lists; empty: the one for the language.
        package var name = ""
        /// 1: the voice's own speed.
        package var rate = 1.0
        package var output = Output.pulse
        /// Pulse sink or ALSA device; empty: the default one.
        package var device = ""
        package var server = ""
        /// Loudness in LUFS.
        package var loudness = -16.0
        /// The microphone is not captioned while the daemon itself speaks.
        package var gate = true
        /// Captions that are read are spoken exactly so long after they were said; 0: as they come.
        package var delayMs = 0

        package init() {}
    }

    package struct Inference: Equatable, Sendable {
        /// Folder of the models; empty: `models` beside the profile, `$TAICHU_MODELS`, the user's cache, `/var/lib/taichu`.
        package var models = ""
        /// Worker threads that run inference (each job takes one).
        package var threads = 2
        /// "auto" (bf16 where the processor has it and matrices are large, int8 where weights are) or "f32".
        package var precision = "auto"

        package init() {}
    }
}
