internal import ArgumentParser
internal import Configuration
internal import Pipeline
internal import Recall

struct HistoryOption: ParsableArguments {
    @Option(help: ArgumentHelp("The history's file.", valueName: "file")) var history: String?
    @Option(help: ArgumentHelp("Take the history's place from this profile.", valueName: "file")) var profile: String?

    func open() throws -> History {
        var settings = try profile.map { try ProfileReader.read(path: $0) } ?? Profile()
        if let history { settings.history.path = history }
        return try History(reading: HistoryPlace.path(settings))
    }
}
