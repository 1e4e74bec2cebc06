import Foundation
import Playback
import Testing

/// ALSA without a sound card: its own null device takes everything at once.
@Suite(.timeLimit(.minutes(5))) struct ALSAPlayerTests {
    @Test func aLineIsPlayedToItsEnd() {
        let log = PlayerLog()
        let player = SoundPlayer(open: { (rate) throws(PlaybackError) in try ALSASink(device: "null", sampleRate: rate) }, events: { log.add($0) })
        player.begin(1, sampleRate: 22_050)
        player.append([Float](repeating: 0.1, count: 2_205), to: 1)
        player.end(1)
        #expect(log.wait(for: \.ended).line == 1)
        player.close()
    }

    @Test func noSuchDeviceIsOneLine() {
        let error = #expect(throws: PlaybackError.self) { _ = try ALSASink(device: "hw:Nowhere", sampleRate: 22_050) }
        #expect(error?.code == .reconfigure)
        #expect(error?.description.hasPrefix("no ALSA playback device \"hw:Nowhere\" (") == true && error?.description.contains("\n") == false)
    }
}
