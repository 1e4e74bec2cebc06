import Support
import Testing

/// The capture step, run in a process of its own under a preloaded object that counts allocations and locks.
@Suite(.serialized, .timeLimit(.minutes(10))) struct AllocationTests {
    @Test func theCaptureStepNeitherAllocatesNorLocks() throws {
        let lines = try CallCounter.lines(["allocations"], in: TemporaryFolder())
        #expect(lines.contains("step_allocations=0 step_locks=0"), "\(lines)")
        // The counter is awake: reading makes an array.
        let reading = try #require(lines.first { $0.hasPrefix("read_allocations=") })
        #expect(!reading.hasPrefix("read_allocations=0"), "\(lines)")
    }
}
