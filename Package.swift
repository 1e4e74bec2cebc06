// swift-tools-version: 6.2
import PackageDescription

// Dependencies run one way, from Media and Wire at the bottom to Pipeline, which alone knows every stage.
// Documentation/architecture.md draws the way of the data.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A target of ours, with the settings that all of them share.
func ours(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A thin module map over a C library that Debian (or, for OpenVINO, the set-up) provides.
func system(_ name: String, pkgConfig: String? = nil) -> Target {
    .systemLibrary(name: name, path: "Sources/CModules/\(name)", pkgConfig: pkgConfig)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]

let package = Package(
    name: "taichu",
    products: [
        .executable(name: "taichud", targets: ["taichud"]),
        .executable(name: "taichu", targets: ["taichu"]),
        .executable(name: "sd_taichu", targets: ["sd_taichu"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
    ],
    targets: [
        system("COpenVINO", pkgConfig: "taichu-openvino"),
        system("CLinux"),
        system("CALSA"),
        system("CPulse"),
        system("CV4L2"),
        system("CSndFile"),
        system("CFFmpeg"),
        system("COpenCC"),
        system("CCrypto"),
        system("CSphinx"),
        system("CDrawing", pkgConfig: "taichu-drawing"),
        system("CEspeak"),
        system("CLoudness"),
        .target(name: "CTOML", path: "Sources/CModules/CTOML"),
        .target(name: "CICU", path: "Sources/CModules/CICU", linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icui18n")]),
        // From archives: see NoDisplay.cpp. TBB is the one that OpenVINO brings along.
        .target(
            name: "CGrabCut", path: "Sources/CModules/CGrabCut",
            cxxSettings: [.unsafeFlags(["-isystem", "/usr/include/opencv4", "-isystem", "/usr/include/x86_64-linux-gnu/opencv4"])],
            linkerSettings: [.linkedLibrary(":libopencv_imgproc.a"), .linkedLibrary(":libopencv_core.a"), .linkedLibrary("tbb"), .linkedLibrary("z")]),

        ours("Media"),
        ours("Rings", ["Media", "CLinux"]),
        ours("Capture", ["Media", "Rings", "CLinux", "CALSA", "CPulse", "CV4L2", "CSndFile", "CFFmpeg"]),
        // A part of the runtime that only its C++ interface has.
        .target(name: "CPagedAttention", dependencies: ["COpenVINO"], path: "Sources/CModules/CPagedAttention", linkerSettings: [.linkedLibrary("openvino")]),
        ours("Inference", ["COpenVINO", "CPagedAttention", "CCrypto"]),
        ours("Wire", ["Media"]),
        ours("Scheduling", ["Media", "CLinux"]),
        ours("ModelStore", ["Inference"]),
        ours("CTCDecoding", ["CSphinx"]),
        ours("Speech", ["Media", "Inference", "Wire", "CTCDecoding", "COpenCC"]),
        ours("Drawing", ["Media", "Wire", "CDrawing", "CFFmpeg"]),
        ours("Vision", ["Media", "Inference", "Wire", "CGrabCut", "CLinux"]),
        ours("Subtitles", ["Wire"]),
        ours("Tracking", ["Media", "Wire"]),
        ours("Scene", ["Media", "Wire", "Tracking"]),
        ours("Language", ["Inference"]),
        ours("Words"),
        ours("Summaries", ["Wire", "Words"]),
        ours("Sentences", ["Inference"]),
        ours("Recall", ["Media", "Wire", "Words", .product(name: "GRDB", package: "GRDB.swift")]),
        ours("Spoken", ["CICU"]),
        ours("SpeechDispatcher", ["Spoken"]),
        ours("Voice", ["Inference", "Spoken", "CEspeak", "CLoudness", "CSndFile", "CFFmpeg"]),
        ours("Playback", ["Media", "Rings", "CLinux", "CPulse", "CALSA"]),
        ours("Dubbing", ["Media", "Wire", "Subtitles", "CFFmpeg", "CLoudness"]),
        ours("Terminal", ["Wire"]),
        ours("Configuration", ["CTOML"]),
        ours("Serving", ["Wire"] + nio),
        .target(
            name: "View", dependencies: ["Serving", "Wire", .product(name: "NIOHTTP1", package: "swift-nio")] + nio,
            resources: [.embedInCode("Page/page.html"), .embedInCode("Page/page.css"), .embedInCode("Page/page.js")], swiftSettings: strict),
        ours("Pipeline", ["CLinux", "Media", "Rings", "Capture", "Inference", "ModelStore", "CTCDecoding", "Speech", "Vision", "Tracking", "Scene", "Drawing", "Language", "Sentences", "Summaries", "Recall", "Spoken", "Voice", "Playback", "Dubbing", "Subtitles", "Scheduling", "Wire", "Serving", "Configuration"]),

        .executableTarget(
            name: "taichud",
            dependencies: ["Pipeline", "Configuration", "Wire", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),
        .executableTarget(
            name: "taichu",
            dependencies: [
                "Pipeline", "CTCDecoding", "Capture", "Configuration", "ModelStore", "Serving", "Wire", "Subtitles", "Terminal", "View", "Language", "Recall", "Spoken", "Voice", "Playback", "Dubbing",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        // What speech-dispatcher starts.
        .executableTarget(name: "sd_taichu", dependencies: ["Pipeline", "Serving", "SpeechDispatcher", "Spoken", "Voice", "Wire"], swiftSettings: strict),
        // Runs by itself where a test needs a process of its own: under an allocation counter, or in the device VM.
        .executableTarget(
            name: "capture-probe", dependencies: ["Capture", "Rings", "Media", "CALSA", "CV4L2"], path: "Tests/DeviceVM/Probe",
            swiftSettings: strict),

        // Ids of a file's detections, for `Benchmarks/run tracking`.
        .executableTarget(name: "track-boxes", dependencies: ["Tracking", "Media", "Wire"], path: "Benchmarks/track-boxes", swiftSettings: strict),

        // Looks at a picture again and again, for the benchmark.
        .executableTarget(
            name: "vision-probe", dependencies: ["Vision", "Inference", "Media", "Wire"], path: "Tests/Vision/Probe", swiftSettings: strict),

        // Writes after the same prompt again and again, for the benchmark.
        .executableTarget(name: "language-probe", dependencies: ["Language", "Inference"], path: "Tests/Language/Probe", swiftSettings: strict),

        // Writes a history in a process that a test can starve or kill.
        .executableTarget(name: "history-probe", dependencies: ["Recall", "Wire"], path: "Tests/Recall/Probe", swiftSettings: strict),

        // An output module of speech-dispatcher that makes no sound, for the test under the real one.
        .executableTarget(name: "dispatcher-probe", dependencies: ["SpeechDispatcher", "Spoken"], path: "Tests/SpeechDispatcher/Probe", swiftSettings: strict),

        // Speaks lines of a file, and plays into a sound server, for the benchmark.
        .executableTarget(
            name: "voice-probe", dependencies: ["Voice", "Playback", "Inference", "Media", "Support"], path: "Tests/Voice/Probe", swiftSettings: strict),

        // What several test targets share: children, a private PulseAudio, a rude client.
        .target(name: "Support", dependencies: ["Capture", "Media", "Rings", "Wire"], path: "Tests/Support", swiftSettings: strict),

        tests("MediaTests", ["Media"]),
        tests("RingsTests", ["Rings", "Media", "Support", "capture-probe"]),
        tests("CaptureTests", ["Capture", "Rings", "Media", "CSndFile", "CV4L2", "Support", "capture-probe"]),
        tests("InferenceTests", ["Inference"]),
        tests("CheckpointTests", ["Inference", "Support"]),
        tests("CTCDecodingTests", ["CTCDecoding"]),
        tests("SpeechTests", ["Speech", "CTCDecoding", "Inference", "Media", "Support", "Wire"], resources: [.copy("Vectors")]),
        tests("VisionTests", ["Vision", "CGrabCut", "Inference", "Media", "Support", "Wire"]),
        tests("ModelStoreTests", ["ModelStore", "Inference", "Support"]),
        tests("WireTests", ["Wire"]),
        tests("SchedulingTests", ["Scheduling", "Media"]),
        tests("SubtitlesTests", ["Subtitles", "Wire"]),
        tests("TrackingTests", ["Tracking", "Media", "Wire"]),
        tests("SceneTests", ["Scene", "Tracking", "Media", "Wire"]),
        tests("LanguageTests", ["Language", "Inference", "Support"]),
        tests("WordsTests", ["Words"]),
        tests("SummariesTests", ["Summaries", "Wire"]),
        tests("SentencesTests", ["Sentences", "Inference", "Recall", "Support", "Wire"]),
        tests("RecallTests", ["Recall", "Support", "Wire", "history-probe"]),
        tests("SpokenTests", ["Spoken"]),
        tests("SpeechDispatcherTests", ["SpeechDispatcher", "Spoken", "Support", "dispatcher-probe"]),
        tests("VoiceTests", ["Voice", "Inference", "Support"]),
        tests("PlaybackTests", ["Playback", "Media", "Support"]),
        tests("DubbingTests", ["Dubbing", "Media", "Support", "Wire"]),
        tests("ConfigurationTests", ["Configuration"]),
        tests("ServingTests", ["Serving", "Support", "Wire", .product(name: "NIOEmbedded", package: "swift-nio")] + nio),
        tests("ViewTests", ["View", "Serving", "Support", "Wire"]),
        tests("TerminalTests", ["Terminal", "Wire"]),
        tests("PipelineTests", ["Pipeline", "Configuration", "Speech", "Support", "Wire"]),
        tests("EndToEndTests", ["Media", "Support", "Wire"]),
    ],
    cxxLanguageStandard: .cxx17
)
