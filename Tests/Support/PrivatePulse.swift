private import Capture
private import Foundation

/// A PulseAudio server of the test's own, with null sinks to play into and no devices.
package final class PrivatePulse {
    private let folder: TemporaryFolder
    private let sinks: [String]
    private var server: ChildProcess?
    package let address: String

    package init(sinks: [String] = ["speakers"]) throws {
        folder = try TemporaryFolder()
        self.sinks = sinks
        address = "unix:" + folder.path("native")
        try start()
    }

    /// For children and for ALSA's plug-in.
    package var environment: [String: String] {
        ["PULSE_SERVER": address, "HOME": folder.url.path, "XDG_RUNTIME_DIR": folder.url.path]
    }

    package func start() throws {
        var arguments = [
            "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "-L",
            "module-native-protocol-unix socket=\(folder.path("native")) auth-anonymous=1",
        ]
        for sink in sinks { arguments += ["-L", "module-null-sink sink_name=\(sink)"] }
        server = try ChildProcess(arguments, environment: environment, output: .file(folder.path("log")))
        while !DeviceList.current(servers: [address], cameras: false).problems.isEmpty { usleep(20_000) }  // ready when it answers
    }

    package func kill() {
        server?.end()
        server = nil
    }

    /// Plays a file into a sink, with the short buffer that keeps the null sink on time. A player that has to wait for a busy machine
    /// plays silence meanwhile: a longer `buffer`, in milliseconds, keeps the sound whole.
    package func play(_ path: String, sink: String? = nil, buffer: Int = 20) throws -> ChildProcess {
        let target = sink.map { ["--device=\($0)"] } ?? []
        return try ChildProcess(["paplay", "--latency-msec=\(buffer)"] + target + [path], environment: environment)
    }
}
