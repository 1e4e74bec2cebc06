internal import Foundation

/// Leaves the address to the desktop. What becomes of it is the browser's affair; the address stands in the terminal in any case.
func openInBrowser(_ address: String) {
    let opener = Process()
    opener.executableURL = URL(filePath: "/usr/bin/env")
    opener.arguments = ["xdg-open", address]
    // A browser is talkative.
    opener.standardInput = FileHandle.nullDevice
    opener.standardOutput = FileHandle.nullDevice
    opener.standardError = FileHandle.nullDevice
    opener.terminationHandler = { process in
        if process.terminationStatus != 0 { complain("no browser could be opened (xdg-open ended with \(process.terminationStatus)); open the address yourself") }
    }
    do {
        try opener.run()
    } catch {
        complain("no browser could be opened: \(error.localizedDescription); open the address yourself")
    }
}
