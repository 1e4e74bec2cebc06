import Serving
import Support
import Testing
import Wire

/// What a daemon at `path` answers to a ping.
func ping(_ path: String) async throws -> ReplyBody {
    try await WireClient.withConnection(to: path) { try await $0.ask(.ping) }
}

/// `#expect(a == b)` where `a` throws inside a closure whose type is still to be inferred.
func expect<Value: Equatable>(_ value: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(value == expected, sourceLocation: sourceLocation)
}
