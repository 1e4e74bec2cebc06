import Foundation
import Media
import Playback
import Synchronization
import Testing

/// The player with a sink that only keeps what it gets.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SoundPlayerTests {
    private let world = FakeWorld()
    private let log = PlayerLog()

    private func player() -> SoundPlayer {
        SoundPlayer(open: { [world] (rate) throws(PlaybackError) in try world.open(rate) }, events: { [log] in log.add($0) })
    }

    /// Every sample is another, so that none can be lost or doubled unseen.
    private func ramp(_ count: Int, from first: Int = 1) -> [Float] { (0..<count).map { Float(first + $0) } }

    @Test func linesAreHeardOneAfterAnotherWithoutALossOrAHole() {
        let player = player()
        let sound = ramp(12_000)
        player.begin(1, sampleRate: 48_000)
        player.append(Array(sound[..<5_000]), to: 1)
        player.append(Array(sound[5_000..<7_001]), to: 1)
        player.end(1)
        player.begin(2, sampleRate: 48_000)
        player.append(Array(sound[7_001...]), to: 2)
        player.end(2)
        log.wait { $0.ended.flatMap { $0.line == 2 ? $0 : nil } }
        #expect(world.played.withLock { $0 } == sound)
        #expect(log.all.compactMap(\.began?.line) == [1, 2] && log.all.compactMap(\.ended?.line) == [1, 2])
        let began = log.all.compactMap(\.began?.at), ended = log.all.compactMap(\.ended?.at)
        #expect(ended[0].seconds(since: began[0]) > 0.14 && ended[1] > ended[0])
        // What was reported as heard is as long as the sound.
        let heard = player.audible.spans.map { $0.to.seconds(since: $0.from) }.reduce(0, +)
        #expect(abs(heard - 0.25) < 0.1)
    }

    @Test func aStopIsSilenceAndTheNextLineIsHeard() throws {
        let player = player()
        player.begin(1, sampleRate: 8_000)
        player.append(ramp(80_000), to: 1)
        player.end(1)
        player.begin(2, sampleRate: 8_000)
        log.wait(for: \.began)
        Thread.sleep(forTimeInterval: 0.1)
        player.stop()
        let stopped = log.wait(for: \.stopped)
        #expect(stopped.line == 1 && stopped.seconds > 0.05 && stopped.seconds < 9)
        let heard = world.played.withLock { $0.count }
        #expect(heard < 79_000)
        // What is fed to a stopped line goes nowhere.
        player.append([-1], to: 2)
        player.begin(3, sampleRate: 8_000)
        player.append([-3, -3], to: 3)
        player.end(3)
        log.wait { $0.ended.flatMap { $0.line == 3 ? $0 : nil } }
        #expect(world.played.withLock { Array($0[heard...]) } == [-3, -3])
        let last = try #require(player.audible.spans.last)
        #expect(last.to.seconds(since: last.from) < 5)
    }

    @Test func aSinkIsOpenedForALineThatIsAwaited() {
        let player = player()
        player.prepare(sampleRate: 8_000)
        log.wait(for: \.connected)
        // Opened once: the line finds it, and so does who asks again.
        player.prepare(sampleRate: 8_000)
        player.begin(1, sampleRate: 8_000)
        player.append(ramp(800), to: 1)
        player.end(1)
        log.wait(for: \.ended)
        #expect(world.played.withLock { $0 } == ramp(800))
        #expect(log.all.compactMap(\.connected).count == 1)
    }

    @Test func marksAreToldWhenTheyAreHeard() {
        let player = player()
        player.begin(1, sampleRate: 8_000)
        player.mark("start", in: 1)
        player.append(ramp(1_600), to: 1)
        player.mark("middle", in: 1)
        player.append(ramp(1_600), to: 1)
        player.mark("end", in: 1)
        player.end(1)
        let ended = log.wait(for: \.ended)
        let marks = log.all.compactMap(\.mark), began = log.all.compactMap(\.began).first!
        #expect(marks.map(\.name) == ["start", "middle", "end"])
        #expect(abs(marks[0].at.seconds(since: began.at)) < 1e-3)
        #expect(abs(marks[1].at.seconds(since: began.at) - 0.2) < 1e-3)
        #expect(abs(marks[2].at.seconds(since: ended.at)) < 1e-3)
    }

    @Test func aSinkThatVanishesIsOpenedAgainAndTheLineGoesOn() {
        let player = player()
        player.begin(1, sampleRate: 8_000)
        player.append(ramp(8_000), to: 1)
        player.end(1)
        log.wait(for: \.began)
        world.problem.withLock { $0 = PlaybackError(.retry, "unplugged") }
        #expect(log.wait(for: \.lost).description == "unplugged")
        world.problem.withLock { $0 = nil }
        log.wait(for: \.ended)
        #expect(world.opened.withLock { $0 } == 2)
        // The slice on which it broke may be lost, not more; nothing is heard twice.
        let played = world.played.withLock { $0 }
        #expect(played.count >= 8_000 - 160 && zip(played, played.dropFirst()).allSatisfy { $0 < $1 } && played.last == 8_000)
    }

    @Test func aSinkThatCannotBeHadIsToldAndTheNextLineIsTried() {
        world.problem.withLock { $0 = PlaybackError(.reconfigure, "no such sink") }
        let player = player()
        player.begin(1, sampleRate: 8_000)
        player.append([1], to: 1)
        #expect(log.wait(for: \.failed).description == "no such sink")
        world.problem.withLock { $0 = nil }
        player.begin(2, sampleRate: 8_000)
        player.append([2], to: 2)
        player.end(2)
        log.wait(for: \.ended)
        #expect(world.played.withLock { $0 } == [2])
    }

    @Test func aLineThatIsFedTooLateIsToldOnceAndGoesOn() {
        let player = player()
        player.begin(1, sampleRate: 8_000)
        player.append(ramp(400), to: 1)
        #expect(log.wait(for: \.starved) == 1)
        player.append(ramp(400, from: 401), to: 1)
        player.end(1)
        log.wait(for: \.ended)
        #expect(world.played.withLock { $0 } == ramp(800))
        #expect(log.all.compactMap(\.starved).count == 1)
    }

    @Test func anEmptyLineEnds() {
        let player = player()
        player.begin(1, sampleRate: 8_000)
        player.end(1)
        #expect(log.wait(for: \.ended).line == 1)
        player.close()
    }
}
