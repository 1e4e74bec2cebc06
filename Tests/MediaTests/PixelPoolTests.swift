import Media
import Testing

@Suite struct PixelPoolTests {
    private struct Damaged: Error {}

    @Test func aPictureThatIsNoLongerNeededGivesItsMemoryToTheNext() {
        let pool = PixelPool()
        let first = address(pool.memory(count: 300) { _ in })
        #expect(pool.idleCount == 1)
        #expect(address(pool.memory(count: 300) { _ in }) == first)
    }

    @Test func picturesThatAreNeededKeepTheirs() {
        let pool = PixelPool()
        let first = pool.memory(count: 3) { $0.copyBytes(from: [1, 2, 3]) }
        let second = pool.memory(count: 3) { $0.copyBytes(from: [4, 5, 6]) }
        #expect(first.withBytes { Array($0) } == [1, 2, 3])
        #expect(second.withBytes { Array($0) } == [4, 5, 6])
        #expect(pool.idleCount == 0)
    }

    @Test func memoryOfAnotherSizeIsNotKept() {
        let pool = PixelPool()
        do { _ = pool.memory(count: 300) { _ in } }
        let other = pool.memory(count: 200) { _ in }
        #expect(other.count == 200)
        #expect(pool.idleCount == 0)
    }

    @Test func noMoreIsKeptThanAsked() {
        let pool = PixelPool(kept: 2)
        do {
            let pictures = (0..<5).map { _ in pool.memory(count: 10) { _ in } }
            #expect(pictures.count == 5)
        }
        #expect(pool.idleCount == 2)
    }

    @Test func aPictureThatCannotBeFilledIsNone() {
        let pool = PixelPool()
        #expect(throws: Damaged.self) { try pool.memory(count: 10) { _ throws(Damaged) in throw Damaged() } }
        #expect(pool.idleCount == 1)
    }

    /// A tensor may lie over it.
    @Test func memoryIsAligned() {
        #expect(address(PixelPool().memory(count: 7) { _ in }) % 64 == 0)
    }

    private func address(_ memory: PixelMemory) -> UInt { memory.withBytes { UInt(bitPattern: $0.baseAddress) } }
}
