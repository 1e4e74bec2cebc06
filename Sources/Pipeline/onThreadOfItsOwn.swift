private import Dispatch

/// Does what takes its time, or waits, elsewhere than on one of the few threads that Swift's tasks share.
func onThreadOfItsOwn<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: work()) }
    }
}
