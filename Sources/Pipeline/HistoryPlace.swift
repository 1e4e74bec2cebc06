package import Configuration
private import Foundation

/// Where the history is kept.
package enum HistoryPlace {
    package static func path(_ profile: Profile, environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        if !profile.history.path.isEmpty { return profile.history.path }
        let home = environment["HOME"] ?? NSHomeDirectory()
        let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/share"
        return data + "/taichu/history.sqlite"
    }
}
