internal import ArgumentParser
internal import Foundation

/// A moment as people write it on a command line: `2026-11-28`, `2026-11-28 14:30`, `14:30` (today), `-90m`, `-2h`, `-3d` (before now).
struct WallTime: ExpressibleByArgument, Equatable {
    /// Seconds since 1970.
    var seconds: Double

    init(seconds: Double) { self.seconds = seconds }

    init?(argument: String) { self.init(argument, now: Date()) }

    init?(_ text: String, now: Date, calendar: Calendar = .current) {
        if text.hasPrefix("-"), let unit = text.last, let factor = ["s": 1.0, "m": 60, "h": 3600, "d": 86_400][unit], let count = Double(text.dropFirst().dropLast()), count >= 0 {
            seconds = now.timeIntervalSince1970 - count * factor
            return
        }
        let parts = text.replacing("T", with: " ").split(separator: " ", omittingEmptySubsequences: true)
        guard (1...2).contains(parts.count) else { return nil }
        var date = calendar.dateComponents([.year, .month, .day], from: now)
        var rest = parts[...]
        if let first = rest.first, first.contains("-") {
            let numbers = first.split(separator: "-").map { Int($0) }
            guard numbers.count == 3, let year = numbers[0], let month = numbers[1], let day = numbers[2], (1...12).contains(month), (1...31).contains(day) else { return nil }
            date = DateComponents(year: year, month: month, day: day)
            rest = rest.dropFirst()
        }
        if let clock = rest.first {
            let numbers = clock.split(separator: ":").map { Int($0) }
            guard (2...3).contains(numbers.count), let hour = numbers[0], let minute = numbers[1], let second = numbers.count == 3 ? numbers[2] : 0, (0...23).contains(hour),
                (0...59).contains(minute), (0...59).contains(second)
            else { return nil }
            (date.hour, date.minute, date.second) = (hour, minute, second)
            rest = rest.dropFirst()
        }
        guard rest.isEmpty, let moment = calendar.date(from: date), calendar.component(.day, from: moment) == date.day else { return nil }
        seconds = moment.timeIntervalSince1970
    }

    /// `2026-11-28 14:30:05`, on this machine's clock.
    static func text(_ seconds: Double, calendar: Calendar = .current) -> String {
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: seconds))
        return String(format: "%04d-%02d-%02d %02d:%02d:%02d", parts.year!, parts.month!, parts.day!, parts.hour!, parts.minute!, parts.second!)
    }
}
