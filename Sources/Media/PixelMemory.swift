internal import Synchronization

/// The bytes of one picture. Written before it is shared, never after.
package final class PixelMemory: @unchecked Sendable {
    // SAFETY of `@unchecked Sendable`: the memory is filled before the object is handed out, and read-only from then on.
    private let memory: UnsafeMutableRawBufferPointer
    /// Where the memory goes when nobody needs the picture any more.
    private let pool: PixelPool?

    package var count: Int { memory.count }

    /// Memory of `count` bytes that `fill` writes. Aligned to 64 bytes, so that a tensor can lie over it.
    package convenience init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
        self.init(memory: Self.allocate(count), pool: nil)
        fill(memory)
    }

    fileprivate init(memory: UnsafeMutableRawBufferPointer, pool: PixelPool?) {
        self.memory = memory
        self.pool = pool
    }

    package func withBytes<Result, Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Result) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(memory))
    }

    deinit {
        if let pool { pool.takeBack(memory) } else { memory.deallocate() }
    }

    /// Vectorized conversions write some bytes beyond the last pixel.
    private static let slackBytes = 64

    fileprivate static func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer.allocate(byteCount: count + slackBytes, alignment: 64)[0..<count])
    }
}

/// Memory that the pictures of one source take turns in: half a megabyte and more, which the system would otherwise map, clear and
/// unmap again thirty times a second.
package final class PixelPool: Sendable {
    // SAFETY of `nonisolated(unsafe)`-free sharing: a buffer in this list has no other owner, and the list has a lock.
    private struct Idle: @unchecked Sendable {
        var buffers: [UnsafeMutableRawBufferPointer] = []
    }
    private let idle = Mutex(Idle())
    private let kept: Int

    /// - Parameter kept: buffers that are kept for later at most; what is in use is not counted.
    package init(kept: Int = 4) {
        self.kept = kept
    }

    deinit { idle.withLock { $0.buffers.forEach { $0.deallocate() } } }

    /// Buffers that wait for a picture.
    package var idleCount: Int { idle.withLock { $0.buffers.count } }

    /// A picture of `count` bytes that `fill` writes; what it throws leaves the memory here. The old contents are undefined.
    package func memory<Failure: Error>(
        count: Int, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) -> PixelMemory {
        let picture = PixelMemory(memory: take(count), pool: self)
        try picture.fill(fill)
        return picture
    }

    private func take(_ count: Int) -> UnsafeMutableRawBufferPointer {
        let found = idle.withLock { idle in
            // The source's pictures have another size now.
            for buffer in idle.buffers where buffer.count != count { buffer.deallocate() }
            idle.buffers.removeAll { $0.count != count }
            return idle.buffers.popLast()
        }
        return found ?? PixelMemory.allocate(count)
    }

    fileprivate func takeBack(_ buffer: UnsafeMutableRawBufferPointer) {
        let isKept = idle.withLock { idle in
            guard idle.buffers.count < kept else { return false }
            idle.buffers.append(buffer)
            return true
        }
        if !isKept { buffer.deallocate() }
    }
}

extension PixelMemory {
    fileprivate func fill<Failure: Error>(_ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
        try body(memory)
    }
}
