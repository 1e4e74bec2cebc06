package import FoundationEssentials

/// JSON Lines both ways: one object, keys sorted, no newline inside. The newline is the framing's affair.
package enum LineCodec {
    package static func encode(_ event: Event) throws(WireError) -> Data {
        try line(EventLine(event: event))
    }

    package static func encode(_ message: Message) throws(WireError) -> Data {
        switch message {
        case .hello(var hello):
            hello.start.unix = thousandths(hello.start.unix)
            return try line(["hello": hello])
        case .event(let event): return try encode(event)
        case .reply(let body, let id): return try line(ReplyLine(body: body, id: id))
        case .refusal(let refusal, let id): return try line(RefusalLine(error: refusal, id: id))
        case .lost(let lost): return try line(["lost": lost])
        case .unknown: return Data("{}".utf8)
        }
    }

    package static func encode(_ request: Request) throws(WireError) -> Data {
        try line(RequestLine(request: request))
    }

    /// Running figures alone, for programs that want nothing else.
    package static func encode(_ health: Health) throws(WireError) -> Data {
        try line(health.rounded())
    }

    /// A scene alone.
    package static func encode(_ scene: SceneReport) throws(WireError) -> Data {
        try line(scene.rounded())
    }

    /// A line from the server. Unknown fields are ignored; a line of an unknown shape or topic is `.unknown`, so that a
    /// newer daemon does not break an older client.
    package static func decodeMessage(_ line: some DataProtocol) throws(WireError) -> Message {
        do {
            return try JSONDecoder().decode(MessageLine.self, from: Data(line)).message
        } catch {
            throw WireError(.malformedMessage, "the daemon sent a line that is no message of protocol \(WireProtocol.version): \(explain(error))")
        }
    }

    /// A line from a client, or the refusal that answers it, with the request's `id` where one could be read.
    package static func decodeRequest(_ line: some DataProtocol) -> Result<Request, UnreadRequest> {
        let data = Data(line)
        let head: RequestHead
        do {
            head = try JSONDecoder().decode(RequestHead.self, from: data)
        } catch {
            return .failure(
                UnreadRequest(
                    refusal: Refusal(.malformed, "a request is one JSON object on one line, such as {\"request\":\"subscribe\"}; \(explain(error))"),
                    id: nil))
        }
        guard let name = head.request else {
            return .failure(
                UnreadRequest(
                    refusal: Refusal(.malformed, "\"request\" is missing; it is one of \(Request.names.joined(separator: ", "))"), id: head.id))
        }
        if Request.reservedNames.contains(name) {
            return .failure(UnreadRequest(refusal: Refusal(.notOffered, "\"\(name)\" is not offered by this server"), id: head.id))
        }
        do {
            if let kind = try JSONDecoder().decode(RequestFields.self, from: data).kind(named: name) {
                return .success(Request(kind, id: head.id))
            }
        } catch DecodingError.dataCorrupted(let context) where context.codingPath.last?.stringValue == "length" {
            return .failure(UnreadRequest(refusal: Refusal(.invalid, unknownName("length", in: name, SummaryLength.allCases.map(\.rawValue))), id: head.id))
        } catch DecodingError.dataCorrupted(let context) where context.codingPath.last?.stringValue == "priority" {
            return .failure(
                UnreadRequest(refusal: Refusal(.invalid, unknownName("priority", in: name, SpeechOrder.Priority.allCases.map(\.rawValue))), id: head.id))
        } catch DecodingError.dataCorrupted(let context) where context.codingPath.last?.stringValue == "output" {
            return .failure(UnreadRequest(refusal: Refusal(.invalid, unknownName("output", in: name, SpeechOrder.Output.allCases.map(\.rawValue))), id: head.id))
        } catch DecodingError.dataCorrupted {
            // The line is JSON, so it is the value: Foundation does not say whose, and of most requests only one field is a number.
            return .failure(UnreadRequest(refusal: Refusal(.invalid, "in \"\(name)\": \"since\" should be a whole number that is not negative"), id: head.id))
        } catch {
            return .failure(UnreadRequest(refusal: Refusal(.invalid, "in \"\(name)\": \(explain(error))"), id: head.id))
        }
        let shown = String(name.prefix(40))
        return .failure(
            UnreadRequest(
                refusal: Refusal(.unknownRequest, "there is no request \"\(shown)\"; there are \(Request.names.joined(separator: ", "))"),
                id: head.id))
    }

    private static func unknownName(_ field: String, in request: String, _ names: [String]) -> String {
        "in \"\(request)\": \"\(field)\" should be one of \(names.joined(separator: ", "))"
    }

    /// Anything that a program prints as one line of JSON, keys sorted.
    package static func line(_ value: some Encodable) throws(WireError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(value)
        } catch {
            throw WireError(.unencodable, "cannot write a line of the protocol: \(explain(error))")
        }
    }

    /// Foundation's decoding errors, in one line.
    private static func explain(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        func path(_ context: DecodingError.Context) -> String {
            let keys = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            return keys.isEmpty ? "the line" : "\"\(keys.joined(separator: "."))\""
        }
        switch error {
        case .typeMismatch(let type, let context): return "\(path(context)) should be \(kind(of: type))"
        case .valueNotFound(let type, let context): return "\(path(context)) should be \(kind(of: type)), not null"
        case .keyNotFound(let key, _): return "\"\(key.stringValue)\" is missing"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "this line is not JSON" : "\(path(context)) has a value out of range"
        @unknown default: return "this line cannot be read"
        }
    }

    private static func kind(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is UInt64.Type: "a whole number that is not negative"
        case is Int.Type, is Int64.Type: "a whole number"
        case is Double.Type: "a number"
        case is any Sequence.Type: "an array or object"
        default: "an object"
        }
    }
}

/// A request that could not be taken, and the answer to it.
package struct UnreadRequest: Error, Equatable, Sendable {
    package var refusal: Refusal
    package var id: RequestID?
}
