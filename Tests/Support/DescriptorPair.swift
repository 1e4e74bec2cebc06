private import Glibc

/// Two ends of a stream, of which a child may get one: what is written to one is read from the other.
package struct DescriptorPair {
    package let here: Int32
    package let there: Int32

    /// Closed in every child that does not ask for them. (`pipe2`, which could do that too, is not visible from Swift.)
    package init() throws(ChildProcess.Failure) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw ChildProcess.Failure(description: "socketpair: \(String(cString: strerror(errno)))")
        }
        here = ends[0]
        there = ends[1]
    }
}
