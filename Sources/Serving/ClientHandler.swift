package import NIOCore
internal import Wire

/// One connection: lines in, lines out, and the queue between the hub and the socket.
///
/// The socket's own buffer is filled only up to its high-water mark; what does not fit waits in the bounded queue. While
/// a client does not read, it is not read from either, so requests cannot pile up answers.
package final class ClientHandler: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// Broken or oversized lines in a row after which the connection ends.
    private static let strikesAllowed = 3
    /// Commands of one client that may be under way.
    private static let commandsAllowed = 8
    /// How long the last lines may take to leave when a connection ends.
    private static let farewell = TimeAmount.seconds(2)

    private let hub: Hub
    private var context: ChannelHandlerContext?
    private var number = 0
    private var name = "a client"
    private var splitter = LineSplitter(limit: WireProtocol.requestLimit)
    private var queue: ClientQueue<ByteBuffer>
    private var filter: EventFilter? {
        didSet { if filter?.topics != oldValue?.topics { hub.subscriptionsChanged() } }
    }
    /// The topics that this client hears.
    var topics: Set<String> { filter?.topics ?? [] }
    private var strikes = 0
    private var commands = 0
    private var reading = true
    private var inputEnded = false
    private var isFinishing = false

    package init(hub: Hub) {
        self.hub = hub
        self.queue = ClientQueue(limit: hub.options.queueLines)
    }

    // MARK: From the hub

    func deliver(_ event: LoggedEvent) {
        guard let filter, filter.accepts(event), !isFinishing else { return }
        enqueue(event.bytes, kind: event.kind)
    }

    /// Ends the connection once every waiting line has left, or after a short while.
    func finish(within patience: TimeAmount = farewell) {
        guard !isFinishing, let context else { return }
        isFinishing = true
        // Nothing more is heard; what waits may still leave.
        let channel = context.channel
        context.eventLoop.assumeIsolated().scheduleTask(in: patience) { channel.close(promise: nil) }
        drain()
    }

    // MARK: From the socket

    package func channelActive(context: ChannelHandlerContext) {
        self.context = context
        do {
            number = try hub.admit(self)
            name = "client \(number)"
            introduce(context.channel)
            send(.hello(hub.hello))
        } catch {
            send(.refusal(error, id: nil))
            finish()
        }
    }

    package func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        if number > 0 {
            hub.leave(number)
            hub.log("\(name) is gone")
        }
        context.fireChannelInactive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for piece in splitter.push(unwrapInboundIn(data).readableBytesView) {
            if isFinishing { return }
            switch piece {
            case .line(let line): answer(line)
            case .oversized:
                refuse(Refusal(.oversized, "a request line may have \(WireProtocol.requestLimit) bytes; this one was thrown away"), id: nil)
                strike()
            }
        }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        drain()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, case .inputClosed = event {
            // `printf … | nc -U` asks and then closes its side: it gets its answer. A subscriber that did so still listens.
            inputEnded = true
            endIfSpent()
        }
        context.fireUserInboundEventTriggered(event)
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A vanished client shows as a reset or a broken pipe: its end, not ours.
        context.close(promise: nil)
    }

    // MARK: Requests

    private func answer(_ line: [UInt8]) {
        switch LineCodec.decodeRequest(line) {
        case .success(let request):
            strikes = 0
            answer(request)
        case .failure(let unread):
            refuse(unread.refusal, id: unread.id)
            if unread.refusal.code == .malformed { strike() }
        }
    }

    private func answer(_ request: Request) {
        switch request.kind {
        case .ping: send(.reply(.pong, id: request.id))
        case .subscribe(let subscription): subscribe(subscription, id: request.id)
        case .unsubscribe(let topics): unsubscribe(topics, id: request.id)
        case .status: run(.status, id: request.id)
        case .devices: run(.devices, id: request.id)
        case .pause(let tracks): run(.pause(tracks), id: request.id)
        case .resume(let tracks): run(.resume(tracks), id: request.id)
        case .hotwords(let words): run(.hotwords(words), id: request.id)
        case .summarize(let order): run(.summarize(order), id: request.id)
        case .describe(let tracks): run(.describe(tracks), id: request.id)
        case .say(let order): run(.say(order), id: request.id)
        case .hush(let line): run(.hush(line), id: request.id)
        }
    }

    private func subscribe(_ subscription: Subscription, id: RequestID?) {
        do throws(Refusal) {
            // Each replay may be as long as the history: one at a time.
            guard !queue.isReplaying else { throw Refusal(.busy, "the lines of the last subscribe are still under way; read them first") }
            let filter = EventFilter(topics: try TopicNames.expand(subscription.topics, all: TopicNames.unasked), tracks: subscription.tracks.map(Set.init))
            let (events, complete) = hub.events.replay(filter, since: subscription.since)
            self.filter = filter
            send(
                .reply(
                    .subscribed(
                        Subscribed(
                            topics: EventBody.topics.filter(filter.topics.contains), tracks: filter.tracks?.sorted(), replayed: events.count,
                            complete: complete)), id: id))
            for event in events { queue.preload(event.bytes, kind: event.kind) }
            drain()
        } catch {
            refuse(error, id: id)
        }
    }

    private func unsubscribe(_ topics: [String]?, id: RequestID?) {
        do throws(Refusal) {
            let gone = try TopicNames.expand(topics, all: TopicNames.all)
            filter?.topics.subtract(gone)
            if filter?.topics.isEmpty == true { filter = nil }
            send(.reply(.unsubscribed(EventBody.topics.filter { filter?.topics.contains($0) == true }), id: id))
        } catch {
            refuse(error, id: id)
        }
    }

    /// Hands a command to the daemon's own parts; the answer comes back onto the loop when it is there.
    private func run(_ command: Command, id: RequestID?) {
        guard let context else { return }
        guard commands < Self.commandsAllowed else {
            refuse(Refusal(.busy, "\(commands) requests of this connection are under way; wait for their answers"), id: id)
            return
        }
        commands += 1
        let this = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loop = context.eventLoop
        let handler = hub.handler
        Task {
            let message: Message
            do throws(Refusal) {
                message = .reply(try await handler(command), id: id)
            } catch {
                message = .refusal(error, id: id)
            }
            loop.execute { this.value.completed(with: message) }
        }
    }

    private func completed(with message: Message) {
        commands -= 1
        send(message)
        endIfSpent()
    }

    private func endIfSpent() {
        if inputEnded, filter == nil, commands == 0 { finish() }
    }

    private func strike() {
        strikes += 1
        guard strikes >= Self.strikesAllowed else { return }
        hub.log("\(name) sent \(strikes) broken lines in a row and was cut off")
        finish()
    }

    // MARK: Out

    private func refuse(_ refusal: Refusal, id: RequestID?) {
        send(.refusal(refusal, id: id))
    }

    private func send(_ message: Message) {
        guard context != nil else { return }
        do {
            enqueue(try bytes(of: message), kind: .required)
        } catch {
            hub.log("an answer to \(name) could not be written: \(error)")
        }
    }

    private func bytes(of message: Message) throws(WireError) -> ByteBuffer {
        var buffer = ByteBuffer(bytes: try LineCodec.encode(message))
        buffer.writeInteger(UInt8(0x0A))
        return buffer
    }

    private func enqueue(_ bytes: ByteBuffer, kind: LineKind) {
        switch queue.enqueue(bytes, kind: kind) {
        case .accepted: drain()
        case .tooSlow: giveUp()
        }
    }

    /// Finals would be lost: better an end the client notices than a hole it does not.
    private func giveUp() {
        hub.log("\(name) reads too slowly: \(queue.count) lines wait that must not be lost; it was cut off")
        queue.removeAll()
        filter = nil
        let refusal = Refusal(.tooSlow, "more than \(hub.options.queueLines) lines wait that must not be lost; read faster, or subscribe to less, and come back with \"since\"")
        // It leaves behind what the socket already holds, if the client reads on at all.
        send(.refusal(refusal, id: nil))
        finish()
    }

    /// Moves lines from the queue to the socket while it takes them.
    private func drain() {
        guard let context else { return }
        var wrote = false
        while context.channel.isWritable, let delivery = queue.next() {
            switch delivery {
            case .line(let bytes): context.write(wrapOutboundOut(bytes), promise: nil)
            case .lost(let lost):
                do {
                    context.write(wrapOutboundOut(try bytes(of: .lost(lost))), promise: nil)
                } catch {
                    hub.log("the loss of \(lost.partials) partials could not be told to \(name): \(error)")
                }
            }
            wrote = true
        }
        if wrote { context.flush() }
        if isFinishing, queue.isEmpty {
            let channel = context.channel
            // An empty write completes after everything before it has left.
            context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in channel.close(promise: nil) }
            return
        }
        let shouldRead = queue.isEmpty
        if shouldRead != reading {
            reading = shouldRead
            context.channel.setOption(.autoRead, value: shouldRead).whenFailure { _ in
                // Only a closed channel refuses, and that one reads no more in any case.
            }
        }
    }

    private func introduce(_ channel: any Channel) {
        guard let options = channel as? any SocketOptionProvider else { return }
        let log = hub.log
        let name = name
        PeerCredentials.read(options).whenComplete { result in
            switch result {
            case .success(let peer): log("\(name) connected (process \(peer.process), user \(peer.user))")
            case .failure(let error): log("\(name) connected (its process is unknown: \(error))")
            }
        }
    }
}
