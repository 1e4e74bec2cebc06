import Capture
import Media
import Testing

@Suite struct CaptureTimelineTests {
    private static let frame: Int64 = 62_500

    @Test func evenStampsPassUnchanged() {
        var timeline = CaptureTimeline()
        for block in 0..<100 {
            let stamp = MediaInstant(nanoseconds: Int64(block) * 320 * Self.frame)
            let placement = timeline.place(frames: 320, stamp: stamp)
            #expect(placement == CaptureTimeline.Placement(capturedAt: stamp, missingFrames: 0))
        }
    }

    @Test func jitterIsSmoothedAndTimeNeverRunsBackwards() {
        var timeline = CaptureTimeline()
        var last = Int64.min
        for block in 0..<1000 {
            let truth = Int64(block) * 320 * Self.frame
            // ±15 ms, and 50 ms late now and then.
            let jitter = Int64(block * 7919 % 31 - 15) * 1_000_000 + (block % 97 == 96 ? 50_000_000 : 0)
            let at = timeline.place(frames: 320, stamp: MediaInstant(nanoseconds: truth + jitter)).capturedAt.nanoseconds
            #expect(at > last)
            last = at
            if block > 100 { #expect(abs(at - truth) < 4_000_000, "block \(block)") }
        }
    }

    /// 500 ppm: half a second in 1000 s, followed without a gap.
    @Test func aClockThatRunsFastIsFollowed() {
        var timeline = CaptureTimeline()
        for block in 0..<10_000 {
            let stamp = MediaInstant(nanoseconds: Int64(Double(block) * 320 * 62_500 * 1.0005))
            let placement = timeline.place(frames: 320, stamp: stamp)
            #expect(placement.missingFrames == 0)
            #expect(abs(placement.capturedAt.nanoseconds - stamp.nanoseconds) < 1_000_000)
        }
    }

    @Test func aStampFarAheadMeansThatSoundIsMissing() {
        var timeline = CaptureTimeline()
        _ = timeline.place(frames: 320, stamp: MediaInstant(nanoseconds: 0))
        let placement = timeline.place(frames: 320, stamp: MediaInstant(nanoseconds: 320 * Self.frame + 1_000_000_000))
        #expect(placement.missingFrames == 16_000)
        #expect(placement.capturedAt.nanoseconds == 320 * Self.frame + 1_000_000_000)
    }

    @Test func afterAnInterruptionEvenShortTimesAreCounted() {
        var timeline = CaptureTimeline()
        timeline.interrupt()  // before any sound there is nothing to miss
        #expect(timeline.place(frames: 320, stamp: MediaInstant(nanoseconds: 5_000_000_000)).missingFrames == 0)
        timeline.interrupt()
        let placement = timeline.place(frames: 320, stamp: MediaInstant(nanoseconds: 5_000_000_000 + 480 * Self.frame))
        #expect(placement.missingFrames == 160)
    }

    @Test func framesThatTheDeviceSkipsMoveTheTimeOn() {
        var timeline = CaptureTimeline()
        _ = timeline.place(frames: 320, stamp: MediaInstant(nanoseconds: 0))
        timeline.skip(frames: 8000)
        let placement = timeline.place(frames: 320, stamp: MediaInstant(nanoseconds: 8320 * Self.frame))
        #expect(placement == CaptureTimeline.Placement(capturedAt: MediaInstant(nanoseconds: 8320 * Self.frame), missingFrames: 0))
    }
}

@Suite struct RetryDelayTests {
    @Test func pausesDoubleFromAQuarterSecondToFive() {
        var delay = RetryDelay()
        #expect((0..<7).map { _ in delay.next() } == [0.25, 0.5, 1, 2, 4, 5, 5])
        delay.reset()
        #expect(delay.next() == 0.25)
    }
}

@Suite struct NearestNamesTests {
    @Test func theNearestComeFirst() {
        let names = ["alsa_input.usb-Blue_Yeti", "alsa_input.pci-0000", "speakers.monitor", "default"]
        let hint = NearestNames.hint(for: "speaker.monitor", among: names, what: "source")
        #expect(hint.hasPrefix("; the nearest of 4 sources: \"speakers.monitor\""))
        #expect(NearestNames.hint(for: "x", among: [], what: "sink") == "; there is no sink here")
        #expect(NearestNames.distance("kitten", "sitting") == 3)
    }
}

@Suite struct ALSASampleFormatTests {
    @Test func twentyFourBitsAreWidenedInPlace() {
        let packed: [UInt8] = [0x56, 0x34, 0x12, 0xff, 0xff, 0xff, 0x00, 0x00, 0x80]
        #expect(widened(.s24packed, packed, samples: 3) == [0x1234_5600, -256, Int32.min])
        let padded: [UInt8] = [0x56, 0x34, 0x12, 0x00, 0xff, 0xff, 0xff, 0x00]
        #expect(widened(.s24in32, padded, samples: 2) == [0x1234_5600, -256])
    }

    private func widened(_ format: ALSASampleFormat, _ bytes: [UInt8], samples: Int) -> [Int32] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4 * samples, alignment: 4)
        defer { buffer.deallocate() }
        buffer.copyBytes(from: bytes)
        _ = format.widen(buffer.baseAddress!, samples: samples)
        return Array(buffer.bindMemory(to: Int32.self))
    }
}
