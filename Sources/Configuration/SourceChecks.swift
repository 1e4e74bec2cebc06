/// What no single key can be blamed for: keys of a source that contradict each other, and sources and cameras that do.
struct SourceChecks {
    private var names: [String: (what: String, place: TextPlace)] = [:]
    private var standardInput: TextPlace?
    private var zoneCameras: [(camera: String, place: TextPlace)] = []

    /// Problems with this source, given those seen before it; `key` is where to point.
    mutating func problems(with source: Profile.Source, at place: TextPlace) -> [(key: String, text: String)] {
        var problems = nameProblems("source", source.name, at: place)
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

    mutating func problems(with camera: Profile.Camera, at place: TextPlace) -> [(key: String, text: String)] {
        nameProblems("camera", camera.name, at: place)
    }

    mutating func problems(with zone: Profile.Zone, at place: TextPlace) -> [(key: String, text: String)] {
        var problems: [(key: String, text: String)] = []
        if zone.name.isEmpty { problems.append(("name", "a zone needs a name: add name = \"…\"")) }
        if zone.points.isEmpty { problems.append(("points", "a zone needs its corners: add points = \"0,0 0.5,0 0.5,1 0,1\"")) }
        if !zone.camera.isEmpty { zoneCameras.append((zone.camera, place)) }
        return problems
    }

    /// Zones of cameras that are not there; asked when all were seen, since a zone may stand before its camera.
    func zonesWithoutCamera(_ cameras: [Profile.Camera]) -> [(place: TextPlace, text: String)] {
        zoneCameras.filter { zone in !cameras.contains { $0.name == zone.camera } }.map { zone in
            let known = cameras.isEmpty ? "the profile has no camera" : "the cameras are " + cameras.map { "\"\($0.name)\"" }.joined(separator: ", ")
            return (zone.place, "there is no camera \"\(zone.camera)\" for this zone; \(known)")
        }
    }

    private mutating func nameProblems(_ what: String, _ name: String, at place: TextPlace) -> [(key: String, text: String)] {
        if let first = names[name] {
            return [("name", "a \(first.what) with the name \"\(name)\" stands already in line \(first.place.line); give each its own name")]
        }
        names[name] = (what, place)
        return []
    }
}
