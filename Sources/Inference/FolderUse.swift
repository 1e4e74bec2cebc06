internal import Foundation
private import Glibc

/// Says to other processes that a folder of models is in use: a shared lock on the folder, which the kernel frees with the process.
///
/// Whoever removes a folder asks for the lock alone first. File systems without locks (some network ones) let everybody through.
final class FolderUse: Sendable {
    private let descriptor: Int32

    /// A folder that is not there is nobody's to remove: then nothing is held.
    init(of url: URL) throws(InferenceError) {
        descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        if flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK {
            close(descriptor)
            throw InferenceError(code: .model, "the model in \(url.path) is being removed; name another")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}
