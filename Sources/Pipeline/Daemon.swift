private import CTCDecoding
private import Capture
package import Configuration
private import Foundation
private import Glibc
private import Inference
private import Media
private import Rings
private import Scheduling
private import Serving
private import Speech
private import Synchronization
private import Voice
private import Wire

/// The daemon: a profile in, running tracks and a socket out.
package final class Daemon: Sendable {
    /// Why the daemon came to its end.
    package enum End: Sendable {
        case asked
        /// Every source ended, and the profile says to end then.
        case sourcesEnded
        /// No source can go on; the reasons.
        case sourcesFailed([String])
    }

    private let profile: Profile
    private let name: String
    private let profileFolder: String?
    private let log: @Sendable (String) -> Void
    private let ended = AsyncStream.makeStream(of: End.self)
    private let serving = Mutex<Server?>(nil)

    /// - Parameters:
    ///   - name: what the daemon calls its profile in `status`.
    ///   - profileFolder: where the profile's file stands: its `models` are looked for there first.
    ///   - log: takes one line about what happens.
    package init(profile: Profile, name: String, profileFolder: String? = nil, log: @escaping @Sendable (String) -> Void) {
        self.profile = profile
        self.name = name
        self.profileFolder = profileFolder
        self.log = log
    }

    /// Asks a running daemon to end. From any thread.
    package func end() {
        ended.continuation.yield(.asked)
    }

    /// Takes the socket's file away, for an end of the process that does not wait for `run`. From any thread.
    package func removeSocket() {
        serving.withLock { $0 }?.removeSocket()
    }

    /// Runs until `end` is called or the sources have ended.
    package func run(version: String) async throws -> End {
        ProcessFigures.keepHeapTogether()
        let clock = MonotonicClock()
        let start = clock.now()
        let endpoint = try chooseEndpoint()

        // The socket comes first: a second daemon must be refused before it loads models for seconds.
        let tracks = TrackList(profile)
        let services = Services()
        let meter = PassMeter()
        let profileName = name
        // The default one, and those that the profile names.
        let servers = [""] + profile.sources.map(\.server)
        let server = Server(
            options: ServerOptions(
                identity: .init(name: "taichud", version: version),
                start: .init(monotonic: start.nanoseconds, unix: Date().timeIntervalSince1970), queueLines: profile.daemon.clientQueue,
                replayEvents: profile.daemon.replay, log: log)
        ) { (command) async throws(Refusal) in
            try await Self.answer(command, tracks: tracks, services: services, servers: servers) {
                Self.health(profileName, since: start, clients: tracks.clients(), tracks: tracks, meter: meter, dubbing: services.dubbing)
            }
        }
        serving.withLock { $0 = server }
        // The server's handler cannot name the server that it is made for.
        tracks.setClients { [weak server] in server?.clientCount ?? 0 }
        do {
            try await server.start(on: endpoint)
        } catch {
            throw PipelineError(error)
        }
        do {
            let end = try await hear(tracks, services, meter, server, start)
            await server.stop()
            return end
        } catch {
            await server.stop()
            throw error
        }
    }

    private func hear(_ tracks: TrackList, _ services: Services, _ meter: PassMeter, _ server: Server, _ start: MediaInstant) async throws -> End {
        let clock = MonotonicClock()
        let remaining = Mutex(profile.sources.count + profile.cameras.count)
        let continuation = ended.continuation
        let exitAtEnd = profile.daemon.exitAtEnd
        let allSaid = AsyncStream.makeStream(of: Void.self)
        let scheduler = Scheduler(workers: profile.inference.threads)
        let around = StageSurroundings(
            scheduler: scheduler, meter: meter, streamStart: start,
            publish: { body in
                let time = clock.now().seconds(since: start)
                server.publish(body, at: time)
                services.tell(body, at: time)
            },
            isHeard: { topic in server.isHeard(topic) },
            isSpeaking: { services.isSpeaking(from: $0, to: $1) },
            nextLine: { services.nextLine() },
            ended: {
                let isLast = remaining.withLock { count in
                    count -= 1
                    return count == 0
                }
                guard isLast else { return }
                services.finish {
                    allSaid.continuation.finish()
                    let failures = tracks.all.compactMap(\.hasFailed)
                    if failures.count == tracks.all.count {
                        continuation.yield(.sourcesFailed(failures))
                    } else if exitAtEnd {
                        continuation.yield(.sourcesEnded)
                    }
                }
            })
        let stages = try makeStages(around, tracks, services)
        ProcessFigures.trimHeap()
        tracks.set(stages)
        let bells = Doorbells(stages.map(\.doorbell)) { index in stages[index].rang() }
        for stage in stages { try stage.start() }
        log("listening: \(stages.map(\.label).joined(separator: ", "))")
        let environment = ProcessInfo.processInfo.environment
        ServiceManager.tell("READY=1", environment: environment)

        let pulse = Task { [interval = profile.daemon.healthInterval, profileName = name] in
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: .seconds(interval))
                } catch {
                    return
                }
                server.publish(
                    .health(Self.health(profileName, since: start, clients: server.clientCount, tracks: tracks, meter: meter, dubbing: services.dubbing)),
                    at: clock.now().seconds(since: start))
                services.tick()
            }
        }
        var reason = End.asked
        for await end in ended.stream {
            reason = end
            break
        }
        ServiceManager.tell("STOPPING=1", environment: environment)
        pulse.cancel()
        for stage in stages { stage.stop() }
        await Self.wait(for: allSaid.stream, atMost: .milliseconds(1_200))
        // A job that runs long must not cost the history what is there already; what it still publishes is kept, too.
        services.stop()
        bells.end()
        scheduler.stop()
        services.stop()
        return reason
    }

    /// A stage for each source and each camera. Models are loaded for what there is.
    private func makeStages(_ around: StageSurroundings, _ tracks: TrackList, _ services: Services) throws -> [any Stage] {
        var stages: [any Stage] = []
        let runtime: Runtime
        do {
            runtime = try Runtime()
        } catch {
            throw PipelineError(error)
        }
        // Before any stage can publish: nothing that is said is missed.
        let wantsMeaning = profile.language.summaries || profile.history.keep && profile.history.meaning
        let meaning = wantsMeaning ? try SentenceMeaning.load(profile, profileFolder, runtime: runtime) : nil
        if profile.history.keep { keepHistory(around, services, meaning) }
        let writer = try makeTextWriter(profile, profileFolder: profileFolder, runtime: runtime)
        if !profile.sources.isEmpty { services.set(SummaryStage(profile, writer, meaning: meaning, around)) }
        if profile.language.scenes, !profile.cameras.isEmpty {
            if let writer { services.add(SceneWriter(writer, around)) } else { log("scenes are said in the template's words: [language] names no model") }
        }
        if !profile.sources.isEmpty {
            var options = RecognizerOptions(profile)
            let engine = try SpeechEngine.load(profile, profileFolder: profileFolder, runtime: runtime, into: &options, remark: log)
            tracks.setEngine(engine)
            for source in profile.sources { stages.append(try TrackStage(source, engine, options, around)) }
        }
        let folders = ModelSearch.folders(profile, profileFolder, ProcessInfo.processInfo.environment).map { URL(fileURLWithPath: $0) }
        do {
            let catalogue = VoiceCatalogue(models: folders, runtime: runtime)
            services.set(try VoiceStage(profile, catalogue, around))
            if profile.voice.reads.contains("caption"), profile.voice.delayMs > 0 { services.set(try LiveDubbing(profile, catalogue, around)) }
        } catch {
            throw PipelineError(loading: error)
        }
        if !profile.cameras.isEmpty {
            let models: VisionModels
            do {
                models = try VisionModels(profile, profileFolder: profileFolder, runtime: runtime)
            } catch {
                throw PipelineError(loading: error)
            }
            for camera in profile.cameras { stages.append(try CameraStage(camera, profile, models, around)) }
        }
        return stages
    }

    /// What was being said when the end came still gets its final; a backlog that takes longer does not.
    private static func wait(for stream: AsyncStream<Void>, atMost patience: Duration) async {
        await withTaskGroup { group in
            group.addTask { for await _ in stream {} }
            // Cancelled when the stream came to its end first: nothing is lost with that error.
            group.addTask { try? await Task.sleep(for: patience) }
            await group.next()
            group.cancelAll()
        }
    }

    private func chooseEndpoint() throws -> Endpoint {
        let environment = ProcessInfo.processInfo.environment
        do {
            if let activated = try SocketActivation.endpoint(environment: environment) { return activated }
            let path = try SocketPath.forServer(explicit: profile.daemon.socket, environment: environment)
            return .path(path, mode: mode_t(profile.daemon.socketMode, radix: 8) ?? 0o600)
        } catch {
            throw PipelineError(error)
        }
    }

    private static func health(_ name: String, since start: MediaInstant, clients: Int, tracks: TrackList, meter: PassMeter, dubbing: LiveDubbing?) -> Health {
        Health(
            profile: name, model: tracks.engine?.name, uptime: MonotonicClock().now().seconds(since: start), cpu: ProcessFigures.cpuSeconds,
            resident: ProcessFigures.residentBytes, clients: clients, tracks: tracks.health, cameras: tracks.cameras, passes: meter.all, voice: dubbing?.health)
    }

    /// Gives all tracks new hot-words; how many of them can be heard.
    private static func use(_ words: [HotWord], _ tracks: TrackList) async throws(Refusal) -> Int {
        let stages = try tracks.named(nil).compactMap { $0 as? TrackStage }
        guard let engine = tracks.engine else { return 0 }
        let list: HotWordList
        do {
            list = try HotWordList(words.map { .init(phrase: $0.phrase, weight: $0.weight.map(Float.init) ?? HotWordList.usualWeight) }, name: "hotwords")
        } catch {
            throw Refusal(.invalid, error.description)
        }
        // A long list takes some milliseconds.
        let ready = await onThreadOfItsOwn { engine.hotWords(list) }
        for stage in stages { stage.use(ready) }
        return words.count - ready.unusable.count
    }

    /// A history that cannot be kept is said, and captions go on without it.
    private func keepHistory(_ around: StageSurroundings, _ services: Services, _ meaning: SentenceMeaning?) {
        do {
            let start = Hello.Start(monotonic: around.streamStart.nanoseconds, unix: Date().timeIntervalSince1970 - MonotonicClock().now().seconds(since: around.streamStart))
            if profile.history.meaning, meaning == nil { log("history: the model that finds by meaning is not there; run `make setup-language`") }
            services.add(try HistoryStage(profile, meaning: profile.history.meaning ? meaning : nil, start: start, name: name, around: around, log: log))
        } catch {
            log("\(error); captions go on without a history")
        }
    }

    private static func answer(_ command: Command, tracks: TrackList, services: Services, servers: [String], health: () -> Health) async throws(Refusal) -> ReplyBody {
        let loading = Refusal(.unavailable, "the models are still being loaded; ask again in a moment")
        switch command {
        case .status:
            return .status(health())
        case .devices:
            // It waits for a sound server.
            let list = await onThreadOfItsOwn { DeviceList.current(servers: servers) }
            return .devices(
                list.devices.map {
                    DeviceEntry(
                        kind: $0.kind, name: $0.name, description: $0.description, format: $0.format, isDefault: $0.isDefault, server: $0.server)
                }, problems: list.problems)
        case .pause(let labels):
            try tracks.named(labels).forEach { $0.setPaused(true) }
            return .paused(tracks.all.filter(\.isPaused).map(\.label))
        case .resume(let labels):
            try tracks.named(labels).forEach { $0.setPaused(false) }
            return .resumed(tracks.all.filter(\.isPaused).map(\.label))
        case .summarize(let order):
            guard let summaries = services.summaries else {
                throw tracks.all.isEmpty ? loading : Refusal(.notOffered, "this daemon hears nothing that could be summarised")
            }
            if let unknown = order.tracks?.first(where: { label in !tracks.all.contains { $0.label == label } }) {
                throw Refusal(.invalid, "there is no track \"\(unknown)\"; there are: \(tracks.all.map(\.label).joined(separator: ", "))")
            }
            return .summary(try await summaries.summarize(order))
        case .describe(let labels):
            let stages = try tracks.named(labels)
            let cameras = stages.compactMap { $0 as? CameraStage }
            if let labels, cameras.count < stages.count {
                let deaf = labels.first { label in !cameras.contains { $0.label == label } } ?? ""
                throw Refusal(.invalid, "the track \"\(deaf)\" is no camera; expected one that sees")
            }
            guard !cameras.isEmpty else { throw Refusal(.notOffered, "this daemon has no camera; the profile names none") }
            // A look may be under way.
            let scenes = await onThreadOfItsOwn { cameras.compactMap { $0.describe() } }
            guard !scenes.isEmpty else { throw Refusal(.unavailable, "no camera has given a picture yet; ask again in a moment") }
            return .scenes(scenes)
        case .say(let order):
            guard let voice = services.voice else { throw loading }
            // A voice that was not used before is loaded first.
            let said = await onThreadOfItsOwn { () -> Result<Int, Refusal> in
                do throws(Refusal) {
                    return .success(try voice.say(order))
                } catch {
                    return .failure(error)
                }
            }
            return .saying(try said.get())
        case .hush(let line):
            guard let voice = services.voice else { throw loading }
            return .hushed(voice.hush(line))
        case .hotwords(let words):
            return .hotwords(try await use(words, tracks))
        }
    }
}
