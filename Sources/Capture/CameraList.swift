extension DeviceList {
    /// This machine's cameras, and a line for each that cannot be asked. Nothing is captured; a camera that another program uses
    /// answers all the same.
    static func cameras() -> DeviceList { cameras(LinuxCameraSystem()) }

    package static func cameras(_ system: any CameraSystem) -> DeviceList {
        var list = DeviceList(devices: [], problems: [])
        for path in system.paths() {
            do throws(CaptureError) {
                let camera = try CameraDevice(path: path, system: system)
                list.devices.append(
                    Device(
                        kind: CameraSpecification.Kind.device.rawValue, name: path, description: camera.card, format: camera.abilities,
                        isDefault: list.devices.isEmpty, server: ""))
            } catch {
                // Many cameras have a second name, for what is no picture.
                if error.operation != CameraDevice.identification { list.problems.append(error.message) }
            }
        }
        return list
    }
}

extension CameraDevice {
    /// "YUYV, MJPG, 160 × 120 to 1920 × 1080, at most 30 frames/s"
    fileprivate var abilities: String {
        // Every size and rate is listed for whatever is wanted; those that go in steps, at their largest.
        var wanted = CameraSpecification(kind: .device)
        wanted.width = CameraLimits.side
        wanted.height = CameraLimits.side
        wanted.rate = 1000
        let modes = modes(for: wanted)
        guard let largest = modes.max(by: { $0.width * $0.height < $1.width * $1.height }),
            let smallest = modes.min(by: { $0.width * $0.height < $1.width * $1.height })
        else { return formats().map(\.description).joined(separator: ", ") }
        let formats = formats().filter { format in modes.contains { $0.format == format } }.map(\.description)
        let shown = formats.prefix(4).joined(separator: ", ") + (formats.count > 4 ? ", …" : "")
        let sizes = "\(smallest.width) × \(smallest.height)"
            + (smallest.width == largest.width && smallest.height == largest.height ? "" : " to \(largest.width) × \(largest.height)")
        let rate = modes.compactMap(\.rate).max().map { ", at most \(Int($0.rounded())) frames/s" } ?? ""
        return "\(shown), \(sizes)\(rate)"
    }
}
