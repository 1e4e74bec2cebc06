internal import CLinux
internal import Glibc

/// An `eventfd`: a counter in the kernel that one thread adds to and another polls. Closed with its owner.
package final class EventDescriptor: Sendable {
    package let descriptor: Int32

    package init() {
        // EFD_NONBLOCK and EFD_CLOEXEC, which Swift does not see, are these (eventfd(2)).
        descriptor = eventfd(0, O_NONBLOCK | O_CLOEXEC)
        precondition(descriptor >= 0, "eventfd: \(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    /// Makes the descriptor readable. Real-time safe.
    package func ring() {
        var one: UInt64 = 1
        // A full counter (EAGAIN) is readable already; nothing else can fail on an open eventfd.
        _ = write(descriptor, &one, 8)
    }

    /// Makes it unreadable again.
    package func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }

    /// Waits until it is readable; false when `timeout` (nil: for ever; counted in whole milliseconds, rounded up) passed
    /// first. Does not clear it.
    package func wait(nanoseconds timeout: Int64? = nil) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard let timeout else {
            while poll(&entry, 1, -1) < 0 {}  // EINTR
            return true
        }
        let deadline = EventDescriptor.now() + max(0, timeout)
        while true {
            let left = max(0, deadline - EventDescriptor.now())
            let count = poll(&entry, 1, Int32(min((left + 999_999) / 1_000_000, 1 << 30)))
            if count > 0 { return true }
            if count == 0 { return false }
        }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
