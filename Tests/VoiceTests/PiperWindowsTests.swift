import Testing
import Voice

struct PiperWindowsTests {
    /// Each frame's sound comes once, in order, and was made with all that it depends on.
    @Test(arguments: [4, 10, 19])
    func noFrameIsLostOrDoubled(_ reach: Int) {
        for frames in 1...900 {
            var position = 0
            for (index, window) in PiperWindows(frames: frames, reach: reach).enumerated() {
                #expect(window.heard.lowerBound == position && !window.heard.isEmpty)
                position = window.heard.upperBound
                let needed = max(0, window.heard.lowerBound - reach)..<min(frames, window.heard.upperBound + reach)
                #expect(window.frames.lowerBound <= needed.lowerBound && window.frames.upperBound >= needed.upperBound)
                #expect(window.frames.lowerBound >= 0 && window.frames.upperBound <= frames)
                // The runtime is ready for its length.
                #expect(PiperWindows.lengths.contains(window.frames.count) || window.frames == 0..<frames)
                #expect(window.frames.count <= PiperWindows.growing[min(index, 2)])
            }
            #expect(position == frames)
        }
    }

    @Test func aLongClauseBeginsWithAShortWindow() {
        let windows = Array(PiperWindows(frames: 400, reach: 10))
        #expect(windows.map(\.frames) == [0..<40, 20..<92, 72..<220, 200..<348, 328..<400])
        #expect(windows.map(\.heard) == [0..<30, 30..<82, 82..<210, 210..<338, 338..<400])
    }
}
