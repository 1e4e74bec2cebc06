internal import Capture
internal import Glibc

/// A small program around Capture alone, for tests that need a process of their own.
///
///     capture-probe allocations
///     capture-probe devices
///     capture-probe record KIND [device=…] [server=…] [path=…] [pace=…] [period=ms] [buffer=ms] [seconds=…] [skip=…]
///     capture-probe watch CAMERA [width=…] [height=…] [rate=…] [frames=…] [seconds=…] [busy=ms] [pace=…] [user=UID] [group=GID]
///     capture-probe adjust DEVICE [input=…] ["CONTROL=VALUE" …]
///     capture-probe play DEVICE [rate=…] [channels=…] [hertz=…] [seconds=…]
@main
struct Probe {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments.first {
        case "allocations": AllocationCheck.run()
        case "devices": printDevices()
        case "play": Playing(Array(arguments.dropFirst())).run()
        case "watch": Watching(Array(arguments.dropFirst())).run()
        case "adjust": Adjusting(Array(arguments.dropFirst())).run()
        case "record": Recording(Array(arguments.dropFirst())).run()
        default:
            say("usage: capture-probe allocations | devices | record KIND [key=value …] | watch CAMERA [key=value …] | adjust DEVICE [CONTROL=VALUE …] | play DEVICE [key=value …]")
            exit(64)
        }
    }

    private static func printDevices() {
        let list = DeviceList.current()
        for device in list.devices {
            say("\(device.kind) \(device.name)\(device.isDefault ? " (default)" : ""): \(device.description) \(device.format)")
        }
        for problem in list.problems { say("problem: \(problem)") }
    }
}
