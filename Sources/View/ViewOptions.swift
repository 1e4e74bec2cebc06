/// Where the page is served, what it shows, and where its patience ends.
package struct ViewOptions: Sendable {
    /// The daemon's socket.
    package var socket: String
    /// 0: one that is free.
    package var port: Int
    package var token: ViewToken
    /// Connections that may be open; a page has one for its events and one for each camera.
    package var mostConnections: Int
    /// Of these, how many may listen to the daemon.
    package var mostStreams: Int
    /// How long a browser may take to ask, and then to take what it asked for.
    package var patience: Duration
    /// A line whenever the daemon comes or goes.
    package var log: @Sendable (String) -> Void

    package init(
        socket: String, port: Int = 0, token: ViewToken = ViewToken(), mostConnections: Int = 128, mostStreams: Int = 32,
        patience: Duration = .seconds(20), log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.socket = socket
        self.port = port
        self.token = token
        self.mostConnections = mostConnections
        self.mostStreams = mostStreams
        self.patience = patience
        self.log = log
    }
}
