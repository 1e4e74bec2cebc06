internal import Foundation

/// A module as a process: the machine between a pair of file descriptors and an engine.
package struct ModuleRunner: Sendable {
    private enum Input: Sendable {
        case line(String)
        case event(ModuleEvent)
        case end
    }

    private let engine: any ModuleEngine
    private let voices: [ModuleVoice]

    package init(engine: any ModuleEngine, voices: [ModuleVoice]) {
        self.engine = engine
        self.voices = voices
    }

    /// Until QUIT, or until the input ends: the server is gone then.
    package func run(input: Int32 = 0, output: Int32 = 1) async {
        let (inputs, continuation) = AsyncStream.makeStream(of: Input.self)
        // Reading blocks, so that it has a thread of its own; it ends with the process or the input.
        let reader = Thread { Self.read(input) { continuation.yield($0) } }
        reader.name = "module input"
        reader.start()
        var machine = ModuleProtocol(voices: voices)
        for await next in inputs {
            switch next {
            case .line(let line):
                let answer = machine.receive(line)
                Self.write(answer.lines, to: output)
                for action in answer.actions {
                    engine.perform(action) { continuation.yield(.event($0)) }
                    if action == .quit { return }
                }
            case .event(let event):
                Self.write(machine.handle(event), to: output)
            case .end:
                engine.perform(.quit) { _ in }
                return
            }
        }
    }

    private static func read(_ descriptor: Int32, _ yield: (Input) -> Void) {
        var pending: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            for byte in buffer[..<count] {
                if byte != 10 {
                    // A line without an end must not fill the memory.
                    if pending.count < ModuleProtocol.longestMessage { pending.append(byte) }
                    continue
                }
                if pending.last == 13 { pending.removeLast() }
                yield(.line(String(decoding: pending, as: UTF8.self)))
                pending.removeAll(keepingCapacity: true)
            }
        }
        yield(.end)
    }

    /// All lines of one answer at once, so that nothing comes between them.
    private static func write(_ lines: [String], to descriptor: Int32) {
        let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress!, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            written += count
        }
    }
}
