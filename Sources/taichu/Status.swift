internal import ArgumentParser
internal import Foundation
internal import Serving
internal import Wire

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What the running daemon hears and sees, and how it keeps up.")

    @OptionGroup var socket: SocketOption
    @Flag(help: "One JSON object instead of a table.") var json = false

    func run() async throws {
        try await reporting {
            let (hello, health) = try await WireClient.withConnection(to: socket.path()) { client in
                guard case .status(let health) = try await client.ask(.status) else {
                    throw Failure(.unavailable, "the daemon answered status with something else")
                }
                return (client.hello, health)
            }
            try Output.standardOutput.write(
                json ? String(decoding: try LineCodec.encode(health), as: UTF8.self) + "\n" : StatusTable.text(hello: hello, health: health))
        }
    }
}

/// Running figures for people.
enum StatusTable {
    static func text(hello: Hello, health: Health) -> String {
        var lines = [
            "\(hello.server.name) \(hello.server.version), profile \(health.profile)\(health.model.map { ", model \($0)" } ?? "")",
            "up \(clock(health.uptime)), \(fixed(health.cpu, 1)) s of CPU (\(percent(health.cpu, of: health.uptime)) of a core), \(health.resident / 1_000_000) MB, \(health.clients) \(health.clients == 1 ? "client" : "clients")",
        ]
        if !health.tracks.isEmpty {
            lines.append("")
            lines += columns(
                [["track", "source", "state", "heard", "lost", "waiting", "partials", "finals", "words"]]
                    + health.tracks.map { track in
                        [
                            track.track, track.source, track.speaking ? "\(track.state), speech" : track.state, clock(track.heard),
                            "\(fixed(track.lost, 1)) s", "\(fixed(track.backlog, 2)) s", "\(track.partials)", "\(track.finals)", "\(track.words)",
                        ]
                    })
        }
        if let cameras = health.cameras, !cameras.isEmpty {
            lines.append("")
            lines += columns(
                [["camera", "source", "state", "frames", "looks", "still", "skipped", "lost", "broken", "things", "scenes", "latency p50 / p95"]]
                    + cameras.map { camera in
                        let latency = camera.latency.map { "\(fixed($0 * 1000, 0)) / \(fixed((camera.latencyP95 ?? $0) * 1000, 0)) ms" } ?? "-"
                        return [
                            camera.track, camera.source, camera.state, "\(camera.frames)", "\(camera.looks)", "\(camera.still)", "\(camera.skipped)",
                            "\(camera.lost)", "\(camera.broken)", "\(camera.objects)", "\(camera.scenes)", latency,
                        ]
                    })
        }
        if !health.passes.isEmpty {
            lines.append("")
            lines += columns(
                [["pass", "runs", "CPU", "audio", "real-time factor"]]
                    + health.passes.map { pass in
                        [
                            pass.name, "\(pass.runs)", "\(fixed(pass.busy, 1)) s", "\(fixed(pass.audio, 1)) s",
                            pass.audio > 0 ? fixed(pass.busy / pass.audio, 3) : "-",
                        ]
                    })
        }
        if let voice = health.voice {
            lines.append("")
            lines.append("dubbed: \(voice.lines) lines\(voice.delay.map { ", heard \(fixed($0, 2)) s after they were said (p95 \(fixed(voice.delayP95 ?? $0, 2)) s)" } ?? "")")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    private static func percent(_ part: Double, of whole: Double) -> String { whole > 0 ? "\(fixed(100 * part / whole, 1)) %" : "-" }

    private static func clock(_ seconds: Double) -> String {
        let total = Int(max(0, min(seconds, 1e9)))
        return String(format: "%d:%02d:%02d", total / 3600, total / 60 % 60, total % 60)
    }
}

/// Columns as wide as their widest entry.
func columns(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
        var line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}
