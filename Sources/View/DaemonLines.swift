internal import FoundationEssentials
internal import Serving
internal import Wire

/// The daemon's lines, from one life of it to the next: where there is none it is waited for.
struct DaemonLines: Sendable {
    enum Item: Sendable {
        /// A daemon answered and has taken the subscription.
        case connected(Hello, complete: Bool)
        /// A line, unchanged, with what is known of it; nil: it is no event.
        case line([UInt8], EventHead?)
        /// There is none, or it went; the reason is for people. It is tried again.
        case gone(String)
    }

    /// What every event begins with, when its body is not looked at.
    struct EventHead: Decodable, Sendable {
        var seq: UInt64
        var topic: String
    }

    let socket: String

    /// Hands over what comes until the task is cancelled or `take` throws `BrowserGone`.
    ///
    /// - Parameters:
    ///   - subscription: what to hear of the daemon that said this hello.
    ///   - figures: whether to ask for the running figures at once, instead of waiting for the next ones; the reply is a line like others.
    func follow(_ subscription: (Hello) -> Subscription, figures: Bool = false, _ take: (Item) async throws -> Void) async throws {
        var pause = Self.shortestPause
        var reason = ""
        while true {
            try Task.checkCancellation()
            do {
                try await WireClient.withConnection(to: socket) { client in
                    guard case .subscribed(let subscribed) = try await client.ask(.subscribe(subscription(client.hello))) else {
                        throw ServingError(.foreign, "the daemon answered subscribe with something else")
                    }
                    try await take(.connected(client.hello, complete: subscribed.complete))
                    pause = Self.shortestPause
                    if figures { try await client.send(Request(.status)) }
                    while let line = try await client.nextLine() {
                        // Lines that are no events have neither field.
                        try await take(.line(line, try? JSONDecoder().decode(EventHead.self, from: Data(line))))
                    }
                }
                reason = "the daemon closed the connection"
            } catch let gone as BrowserGone {
                throw gone
            } catch let refusal as Refusal {
                reason = "the daemon refused: \(refusal.message)"
            } catch {
                reason = "\(error)"
            }
            try Task.checkCancellation()
            try await take(.gone(reason))
            try await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private static let shortestPause = Duration.milliseconds(250)
    private static let longestPause = Duration.seconds(4)
}
