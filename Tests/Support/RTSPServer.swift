private import Foundation

/// A camera on the network, `rtsp://127.0.0.1:PORT/camera`: GStreamer's server as a child, ready when made and gone when let go (Tests/Servers/rtsp-server).
package final class RTSPServer {
    private let process: ChildProcess
    private let folder: TemporaryFolder

    package init(port: Int) throws {
        folder = try TemporaryFolder()
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Servers/rtsp-server").path
        process = try ChildProcess([script, String(port)], output: .file(folder.path("log")))
        while true {
            let log = (try? String(contentsOfFile: folder.path("log"), encoding: .utf8)) ?? ""  // not there yet
            if log.hasPrefix("serving") { return }
            guard !log.contains("Error"), !log.contains("rtsp-server:") else { throw ChildProcess.Failure(description: log) }
            usleep(20_000)
        }
    }

    deinit { process.end() }

    /// One on which nobody listens.
    package static func freePort() throws -> Int {
        let (descriptor, port) = try listen()
        close(descriptor)
        return port
    }

    /// A port where somebody listens who never says a word, until the descriptor is closed.
    package static func listen() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) | Glibc.listen(descriptor, 4) | getsockname(descriptor, generic, &length)
            }
        }
        guard status == 0 else { throw ChildProcess.Failure(description: "no port of 127.0.0.1 can be listened on: \(String(cString: strerror(errno)))") }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}
