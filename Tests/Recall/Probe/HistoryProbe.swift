import Foundation
import Recall
import Wire

/// Writes captions into a history as a daemon would, in a process that a test can starve, lock out or kill: `history-probe FILE BATCHES`.
///
/// One line a batch: "written N", or the error; the first line is "open", with the notice where there is one.
@main
struct HistoryProbe {
    static func main() {
        // A full disk that is made by a limit on the size of files sends this signal first.
        signal(SIGXFSZ, SIG_IGN)
        do {
            let history = try History(at: CommandLine.arguments[1])
            say("open", history.notice ?? "")
            var writer = try HistoryWriter(history, start: Hello.Start(monotonic: 0, unix: 1_772_600_800), profile: "probe", mostWaiting: 500)
            for batch in 0..<Int(CommandLine.arguments[2])! {
                for line in 0..<100 {
                    let number = batch * 100 + line
                    let text = "Line \(number) of a long talk about the weather, the garden and the price of bread."
                    let caption = Caption(
                        track: "microphone", segment: number, revision: 0, pass: .second, language: "en", text: text, words: [], stable: 0, start: Double(number),
                        end: Double(number) + 0.9)
                    writer.take(Event(seq: UInt64(number + 1), time: Double(number + 1), body: .captionFinal(caption)))
                }
                do {
                    try writer.write()
                    say("written", (batch + 1) * 100)
                } catch {
                    say("error", error.code, writer.waiting, writer.dropped, error)
                }
            }
        } catch {
            say("error", error)
            exit(1)
        }
    }

    /// Whole lines at once: a test reads them while we run.
    private static func say(_ words: Any...) {
        FileHandle.standardOutput.write(Data((words.map { "\($0)" }.joined(separator: " ") + "\n").utf8))
    }
}
