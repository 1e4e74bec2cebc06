internal import Glibc
internal import NIOCore

/// Who is on the other side of a Unix socket, as the kernel vouches: `struct ucred` of `unix(7)`, which Glibc shows to
/// C only under a feature macro.
struct PeerCredentials {
    var process: Int32
    var user: UInt32
    var group: UInt32

    static func read(_ socket: any SocketOptionProvider) -> EventLoopFuture<PeerCredentials> {
        // SAFETY: SO_PEERCRED fills exactly these three 32-bit numbers, in this order.
        socket.unsafeGetSocketOption(level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET), name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
    }
}
