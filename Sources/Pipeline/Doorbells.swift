private import Foundation
private import Glibc
private import Rings
private import Synchronization

/// One thread that waits at all rings' doorbells and says which rang: the bridge from capture threads to the scheduler.
final class Doorbells: Sendable {
    private let stop = EventDescriptor()
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - descriptors: the rings' doorbells.
    ///   - rang: called on this object's thread with the index of a doorbell that is readable; it must clear it.
    init(_ descriptors: [Int32], rang: @escaping @Sendable (Int) -> Void) {
        let stop = stop
        let ended = ended
        let thread = Thread {
            var polled = (descriptors + [stop.descriptor]).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            while true {
                guard poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else { break }
                if polled[descriptors.count].revents != 0 { break }
                for index in descriptors.indices where polled[index].revents != 0 { rang(index) }
            }
            ended.signal()
        }
        thread.name = "taichu-doorbell"
        thread.start()
    }

    func end() {
        stop.ring()
        ended.wait()
    }
}
