internal import CLinux
internal import Glibc
internal import Rings
internal import Synchronization

/// A pthread that runs one body, once, and can be told to stop.
///
/// Swift's tasks do not serve here: a capture thread waits in the device, and should run before all others when it is ready.
final class CaptureThread: Sendable {
    /// Readable when the body should return. The body holds it, never the thread's owner, so that letting go of a source ends it.
    let stopBell = EventDescriptor()
    private let handle = Atomic<UInt>(0)
    private let name: String
    private let wantsRealTime: Bool

    init(name: String, realTime: Bool) {
        self.name = String(name.prefix(15))
        wantsRealTime = realTime
    }

    deinit { stop() }

    /// - Parameter body: gets how the thread is scheduled: "SCHED_RR", "normal scheduling (…)".
    func start(_ body: @escaping @Sendable (String) -> Void) throws(CaptureError) {
        let launch = Unmanaged.passRetained(CaptureThreadLaunch(name: name, wantsRealTime: wantsRealTime, body: body))
        var created = pthread_t()
        let status = pthread_create(&created, nil, runCaptureThread, launch.toOpaque())
        guard status == 0 else {
            launch.release()
            throw CaptureError(
                code: .giveUp, operation: "pthread_create", status: Int(status),
                message: "no thread for capture: \(String(cString: strerror(status))); end other programs and try again")
        }
        handle.store(UInt(created), ordering: .releasing)
    }

    /// Tells the body to return and waits until it did. Idempotent.
    func stop() {
        stopBell.ring()
        let running = pthread_t(handle.exchange(0, ordering: .acquiringAndReleasing))
        guard running != 0 else { return }
        if pthread_equal(running, pthread_self()) != 0 {
            pthread_detach(running)  // the thread itself let go of the last reference
        } else {
            pthread_join(running, nil)
        }
    }
}

extension EventDescriptor {
    /// As a stop bell: the thread should return. Real-time safe.
    var isRung: Bool { wait(nanoseconds: 0) }

    /// Waits; true when it was rung meanwhile.
    func pause(seconds: Double) -> Bool { wait(nanoseconds: Int64(seconds * 1e9)) }
}

private final class CaptureThreadLaunch: Sendable {
    let name: String
    let wantsRealTime: Bool
    let body: @Sendable (String) -> Void

    init(name: String, wantsRealTime: Bool, body: @escaping @Sendable (String) -> Void) {
        self.name = name
        self.wantsRealTime = wantsRealTime
        self.body = body
    }
}

private func runCaptureThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let launch = Unmanaged<CaptureThreadLaunch>.fromOpaque(argument).takeRetainedValue()
    taichu_name_thread(launch.name)
    launch.body(launch.wantsRealTime ? requestRealTime() : "normal scheduling")
    return nil
}

/// SCHED_RR at a low priority: before every ordinary thread, behind the sound server's own.
private func requestRealTime() -> String {
    var parameters = sched_param()
    parameters.sched_priority = 5
    let status = pthread_setschedparam(pthread_self(), SCHED_RR, &parameters)
    return status == 0 ? "SCHED_RR" : "normal scheduling (SCHED_RR: \(String(cString: strerror(status))))"
}
