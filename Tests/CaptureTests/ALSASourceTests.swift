import Capture
import Foundation
import Rings
import Support
import Testing

/// ALSA without a sound card: its `pulse` plug-in over a private server. A real card stands in the device VM (Tests/DeviceVM).
@Suite(.serialized, .timeLimit(.minutes(10))) struct ALSASourceTests {
    /// ALSA reads its configuration and the plug-in its server from the environment, which all threads share: the capture runs in
    /// a process of its own.
    @Test func thePulsePluginHearsWhatIsPlayed() throws {
        let folder = try TemporaryFolder()
        let pulse = try PrivatePulse()
        let path = try folder.write("tone.wav", WaveFixture(rate: 44_100, channels: 2).tone(seconds: 20))
        let configuration = try folder.write(
            "asound.conf",
            Array("</usr/share/alsa/alsa.conf>\npcm.captions { type pulse server \"\(pulse.address)\" }\n".utf8))
        let player = try pulse.play(path)
        let probe = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "capture-probe").path
        let log = folder.path("log")
        let recording = try ChildProcess(
            [probe, "record", "alsa", "device=captions", "seconds=3", "skip=2"],
            environment: pulse.environment.merging(["ALSA_CONFIG_PATH": configuration]) { $1 }, output: .file(log))
        #expect(recording.wait() == 0)
        player.end()
        let text = try String(contentsOfFile: log, encoding: .utf8)
        #expect(text.contains("(float32, 16000 Hz, 1 ch)"), "\(text)")
        let hertz = try #require(text.firstMatch(of: /hertz=([0-9.]+)/).flatMap { Double($0.1) }, "\(text)")
        #expect(abs(hertz - 1000) < 1, "\(text)")
        #expect(text.contains("lost=0"), "\(text)")
    }

    @Test func noSuchDeviceIsOneLine() throws {
        var specification = SourceSpecification(kind: .alsa)
        specification.device = "hw:Nowhere"
        let recorder = try Recorder.everything(of: specification)
        let message = try #require(recorder.events.all.last?.failure?.message)
        #expect(message.hasPrefix("no ALSA capture device \"hw:Nowhere\" (No such device)")
            || message.hasPrefix("no ALSA capture device \"hw:Nowhere\" (No such file or directory)"), "\(message)")
        #expect(!message.contains("\n"))
    }
}
