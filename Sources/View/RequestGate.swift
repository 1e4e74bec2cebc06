internal import FoundationEssentials
internal import NIOHTTP1

/// Decides what a request gets: a pure function of its head.
///
/// A stranger learns nothing here, not even which paths there are: whoever has not the token gets 403 for everything.
struct RequestGate: Sendable {
    /// What may be asked for.
    enum Route: Equatable, Sendable {
        case page
        case events(EventQuery)
        /// Of this camera; nil: of the first that shows one.
        case picture(track: String?)
    }

    enum Answer: Equatable, Sendable {
        case route(Route)
        case refused(HTTPResponseStatus)
    }

    var token: ViewToken
    var port: Int

    func answer(_ head: HTTPRequestHead) -> Answer {
        guard isHere(head.headers), let parts = URLComponents(string: head.uri) else { return .refused(.forbidden) }
        let items = parts.queryItems ?? []
        func values(_ name: String) -> [String] { items.filter { $0.name == name }.compactMap(\.value) }
        guard token.matches(values("token").first) else { return .refused(.forbidden) }
        guard head.method == .GET else { return .refused(.methodNotAllowed) }
        switch parts.path {
        case "/": return .route(.page)
        case "/events":
            let topics = values("topics").flatMap { $0.split(separator: ",").map(String.init) }
            let since = values("since").first
            let resumed = (head.headers.first(name: "Last-Event-ID") ?? values("last").first).flatMap(EventPlace.init)
            guard !topics.isEmpty, since == nil || since.flatMap(UInt64.init) != nil else { return .refused(.badRequest) }
            return .route(.events(EventQuery(topics: topics, tracks: values("track"), since: since.flatMap(UInt64.init), after: resumed)))
        case "/picture": return .route(.picture(track: values("track").first))
        default: return .refused(.notFound)
        }
    }

    /// A page from elsewhere may have its own name lead here (DNS rebinding): then that name is in `Host`. And what a foreign page's
    /// script asks for carries its `Origin`.
    private func isHere(_ headers: HTTPHeaders) -> Bool {
        let hosts = headers["Host"]
        guard hosts.count == 1, let host = hosts.first?.lowercased() else { return false }
        let names = ["127.0.0.1", "localhost"]
        guard names.contains(where: { host == "\($0):\(port)" || port == 80 && host == $0 }) else { return false }
        return headers["Origin"].allSatisfy { $0.lowercased() == "http://\(host)" }
    }
}
