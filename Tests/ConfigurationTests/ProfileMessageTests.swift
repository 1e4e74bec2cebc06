import Configuration
import Testing

/// One clear line for each way in which a profile can be wrong.
@Suite struct ProfileMessageTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        var testDescription: String { message }

        init(_ text: String, _ message: String) {
            self.text = text
            self.message = message
        }
    }

    static let unknown = [
        Example("[speech]\nhop_mss = 320\n", #"p.toml:2:1: unknown key "hop_mss" in [speech]; did you mean "hop_ms"?"#),
        Example("[speech]\n  Language = \"en\"\n", #"p.toml:2:3: unknown key "Language" in [speech]; did you mean "language"?"#),
        Example("[daemon]\nthreads = 2\n", #"p.toml:2:1: unknown key "threads" in [daemon]; it belongs under [inference]"#),
        Example("[inference]\nwarp = 9\n", #"p.toml:2:1: unknown key "warp" in [inference]; its keys are models, threads, precision"#),
        Example("[[source]]\ndevise = \"x\"\n", #"p.toml:2:1: unknown key "devise" in [[source]]; did you mean "device"?"#),
        Example("[speach]\n", "p.toml:1:2: unknown section [speach]; did you mean [speech]?"),
        Example("[door]\n", "p.toml:1:2: unknown section [door]; the sections are [daemon], [[source]], [speech], [[camera]], [vision], [[zone]], [language], [history], [voice], [inference]"),
        Example("hop_ms = 320\n", #"p.toml:1:1: "hop_ms" stands outside any section; it belongs under [speech]"#),
        Example("volume = 11\n", #"p.toml:1:1: unknown key "volume"; the sections are [daemon], [[source]], [speech], [[camera]], [vision], [[zone]], [language], [history], [voice], [inference]"#),
    ]

    static let wrongType = [
        Example("[speech]\nhop_ms = \"320\"\n", "p.toml:2:10: hop_ms is a string, expected an integer: a multiple of 320 from 320 to 2560 ms"),
        Example("[speech]\nhop_ms = 320.0\n", "p.toml:2:10: hop_ms is a fraction, expected an integer: a multiple of 320 from 320 to 2560 ms"),
        Example("[speech]\nfirst_pass = 1\n", "p.toml:2:14: first_pass is an integer, expected true or false"),
        Example("[daemon]\nsocket_mode = 0o600\n", #"p.toml:2:15: socket_mode is an integer, expected a string: permission bits as an octal string, "0600" to "0777""#),
        Example("[speech]\ntasks = \"translate\"\n", #"p.toml:2:9: tasks is a string, expected a list of "transcribe", "translate", each at most once"#),
        Example("[speech]\ntasks = [\"transcribe\", 2]\n", #"p.toml:2:9: tasks is an array that holds an integer, expected a list of "transcribe", "translate", each at most once"#),
        Example("[inference]\nmodels = 1979-05-27\n", "p.toml:2:10: models is a date or time, expected a string"),
        Example("speech = 3\n", #"p.toml:1:1: "speech" is an integer, expected a section: write [speech] on a line of its own"#),
        Example("[[speech]]\n", "p.toml:1:1: there is one [speech]; write it with single brackets, and once"),
        Example("[source]\nname = \"a\"\n", "p.toml:1:2: a source is written [[source]], with double brackets: a profile may have several"),
    ]

    static let nonsense = [
        Example("[speech]\nhop_ms = 300\n", "p.toml:2:10: hop_ms = 300 is not possible, expected an integer: a multiple of 320 from 320 to 2560 ms"),
        Example("[speech]\nhop_ms = -320\n", "p.toml:2:10: hop_ms = -320 is not possible, expected an integer: a multiple of 320 from 320 to 2560 ms"),
        Example("[speech]\nvad_threshold = 1.5\n", "p.toml:2:17: vad_threshold = 1.5 is not possible, expected a number: 0.2 to 0.95"),
        Example("[speech]\nvad_threshold = nan\n", "p.toml:2:17: vad_threshold = nan is not possible, expected a number: 0.2 to 0.95"),
        Example("[speech]\nlanguage = \"klingon\"\n",
            #"p.toml:2:12: language = "klingon" is not possible, expected a string: "auto" or the code of a language that the decoder knows, such as "en", "zh", "fr""#),
        Example("[speech]\ntasks = []\n", #"p.toml:2:9: tasks = [] is not possible, expected a list of "transcribe", "translate", each at most once"#),
        Example("[[source]]\nkind = \"jack\"\n", #"p.toml:2:8: kind = "jack" is not possible, expected a string: one of "pulse", "monitor", "alsa", "file", "stdin""#),
        Example("[daemon]\nsocket_mode = \"0999\"\n",
            #"p.toml:2:15: socket_mode = "0999" is not possible, expected a string: permission bits as an octal string, "0600" to "0777""#),
        Example("[daemon]\nsocket = \"/\(String(repeating: "x", count: 107))\"\n",
            "p.toml:2:10: socket = \"/\(String(repeating: "x", count: 107))\" is not possible, expected a string: a path of at most 107 bytes, or empty"),
        Example("[[source]]\nname = \"\"\n", #"p.toml:2:8: name = "" is not possible, expected a string: 1 to 64 characters, none of them a control character"#),
        Example("[inference]\nthreads = 0\n", "p.toml:2:11: threads = 0 is not possible, expected an integer: 1 to 64"),
    ]

    static let together = [
        Example("[[source]]\nname = \"a\"\n\n[[source]]\nname = \"a\"\n", #"p.toml:5:1: a source with the name "a" stands already in line 1; give each its own name"#),
        Example("[[source]]\nname = \"a\"\nkind = \"stdin\"\n[[source]]\nname = \"b\"\nkind = \"stdin\"\n",
            "p.toml:6:1: standard input is read already by the source in line 1; only one source can"),
        Example("[[source]]\nkind = \"file\"\n", #"p.toml:2:1: kind = "file" needs the file: add path = "…""#),
        Example("[[source]]\npath = \"a.wav\"\n", #"p.toml:2:1: path is for kind = "file", and this source is "pulse"; leave one of them out"#),
        Example("[[source]]\nkind = \"alsa\"\nperiod_ms = 150\n", "p.toml:1:1: buffer_ms = 200 holds less than two periods of 150 ms; expected at least 300"),
    ]

    static let cameras = [
        Example("[camera]\n", "p.toml:1:2: a camera is written [[camera]], with double brackets: a profile may have several"),
        Example("[[camera]]\ndevise = \"x\"\n", #"p.toml:2:1: unknown key "devise" in [[camera]]; did you mean "device"?"#),
        Example("[[camera]]\nwidth = 0\n", "p.toml:2:9: width = 0 is not possible, expected an integer: 16 to 8192 pixels"),
        Example("[[source]]\nname = \"door\"\n[[camera]]\nname = \"door\"\n",
            #"p.toml:4:1: a source with the name "door" stands already in line 1; give each its own name"#),
        Example("[vision]\nlanguages = [\"fr\"]\n", #"p.toml:2:13: languages = ["fr"] is not possible, expected a list of "en", "zh", each at most once"#),
        Example("[[zone]]\nname = \"desk\"\n", #"p.toml:1:1: a zone needs its corners: add points = "0,0 0.5,0 0.5,1 0,1""#),
        Example("[[zone]]\nname = \"desk\"\npoints = \"0,0 1,1\"\n",
            #"p.toml:3:10: points = "0,0 1,1" is not possible, expected a string: three or more corners as "x,y x,y x,y", each number from 0 to 1"#),
        Example("[[zone]]\nname = \"desk\"\ncamera = \"door\"\npoints = \"0,0 1,0 1,1\"\n[[camera]]\n",
            #"p.toml:1:1: there is no camera "door" for this zone; the cameras are "camera""#),
    ]

    @Test(arguments: unknown + wrongType + nonsense + together + cameras)
    func theMessage(_ example: Example) {
        #expect(problems(in: example.text) == [example.message])
    }

    @Test(arguments: [
        ("[speech\n", 1), ("[speech]\nhop_ms = \n", 2), ("[speech]\nlanguage = \"en\nhop_ms = 320\n", 2),
        ("[speech]\nhop_ms = 320\nhop_ms = 640\n", 3), ("a = [1, 2\n", 1), ("<html>\n", 1),
    ])
    func brokenSyntaxIsNamedWithItsLine(_ text: String, _ line: Int) throws {
        let messages = problems(in: text)
        try #require(messages.count == 1)
        #expect(messages[0].hasPrefix("p.toml:\(line):"))
        #expect(messages[0].contains("this is no TOML: "))
        #expect(!messages[0].contains("\n"))
    }

    @Test func everyProblemIsNamedInTheOrderOfTheText() {
        let text = """
            [speech]
            hop_ms = 1
            langauge = "en"

            [[source]]
            kind = "tape"
            """
        #expect(problems(in: text).map { $0.prefix(10) } == ["p.toml:2:1", "p.toml:3:1", "p.toml:6:8"])
    }

    @Test func twentyProblemsAreEnough() {
        let text = "[speech]\n" + (1...30).map { "nothing_like_it_\($0) = 0\n" }.joined()
        #expect(problems(in: text).count == ProfileError.limit)
    }
}
