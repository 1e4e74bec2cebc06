/// What no single key can be blamed for: keys of a source that contradict each other, and sources that do.
struct SourceChecks {
    private var names: [String: TextPlace] = [:]
    private var standardInput: TextPlace?

    /// Problems with this source, given those seen before it; `key` is where to point.
    mutating func problems(with source: Profile.Source, at place: TextPlace) -> [(key: String, text: String)] {
        var problems: [(key: String, text: String)] = []
        if let first = names[source.name] {
            problems.append(("name", "a source with the name \"\(source.name)\" stands already in line \(first.line); give each its own name"))
        } else {
            names[source.name] = place
        }
        switch source.kind {
        case .standardInput:
            if let first = standardInput {
                problems.append(("kind", "standard input is read already by the source in line \(first.line); only one source can"))
            }
            standardInput = standardInput ?? place
        case .file:
            if source.path.isEmpty {
                problems.append(("kind", "kind = \"file\" needs the file: add path = \"…\""))
            }
        case .alsa:
            if source.bufferMs < 2 * source.periodMs {
                problems.append(("buffer_ms", "buffer_ms = \(source.bufferMs) holds less than two periods of \(source.periodMs) ms; expected at least \(2 * source.periodMs)"))
            }
        case .pulse, .monitor:
            break
        }
        if source.kind != .file, !source.path.isEmpty {
            problems.append(("path", "path is for kind = \"file\", and this source is \"\(source.kind.rawValue)\"; leave one of them out"))
        }
        return problems
    }
}
