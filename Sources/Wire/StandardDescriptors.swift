private import Glibc

/// Descriptors 0, 1 and 2 of a program that was started without some of them.
package enum StandardDescriptors {
    /// Puts something into the empty places that fails when it is used: else the next file that is opened, a model or a socket,
    /// would stand there, and the program would write its words into it. To be called before anything is opened:
    /// the runtime opens descriptors, too, before the first line of an asynchronous `main`.
    package static func reserve() {
        for (number, uselessMode) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)] where fcntl(number, F_GETFD) < 0 {
            // The lowest free number is the one that is missing.
            _ = open("/dev/null", uselessMode)
        }
    }
}
