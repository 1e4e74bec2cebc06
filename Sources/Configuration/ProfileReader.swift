/// Reads profiles: TOML in, a checked `Profile` out, or every problem with its line and column.
package enum ProfileReader {
    /// Reads the profile at `path`.
    package static func read(path: String) throws(ProfileError) -> Profile {
        try read(text: contents(of: path), name: path)
    }

    /// Reads a profile's text; `name` stands where a file's name would in messages.
    package static func read(text: String, name: String) throws(ProfileError) -> Profile {
        try read(text: text, name: name) { reading, root in reading.profile(from: root) }
    }

    /// Any file that is checked key by key: its TOML, then what `take` makes of it.
    static func read<Value>(text: String, name: String, _ take: (inout ProfileReading, TOMLNode) -> Value) throws(ProfileError) -> Value {
        let root: TOMLNode
        do {
            root = try TOMLNode.parse(text)
        } catch {
            throw ProfileError(code: .invalid, problems: [ProfileProblem(file: name, place: error.place, message: "this is no TOML: \(error.message)")])
        }
        var reading = ProfileReading()
        let value = take(&reading, root)
        guard reading.findings.isEmpty else {
            let problems = reading.findings
                .sorted { $0.place < $1.place }
                .prefix(ProfileError.limit)
                .map { ProfileProblem(file: name, place: $0.place, message: $0.message) }
            throw ProfileError(code: .invalid, problems: problems)
        }
        return value
    }
}
