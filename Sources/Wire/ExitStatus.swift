/// How Taichu's programs end, for whoever started them: the numbers of `sysexits.h`.
/// `Documentation/exit-codes.md` is the same list with its causes.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    case ok = 0
    /// The command line is wrong.
    case usage = 64
    /// An input is not what it should be: no media file, a broken one.
    case badData = 65
    /// An input is not there or cannot be read.
    case noInput = 66
    /// No daemon listens, it ended, or it does not offer what was asked for.
    case unavailable = 69
    /// A mistake of ours, or something that the system should never do.
    case software = 70
    /// The socket or an output file cannot be made.
    case cannotCreate = 73
    /// Writing the output failed (a full disk, a closed pipe), or a connection broke.
    case inputOutput = 74
    /// Not now: something else is using it.
    case temporary = 75
    /// What was asked for is not allowed to this user.
    case noPermission = 77
    /// The profile, or a model that it names, is not right.
    case configuration = 78
}
