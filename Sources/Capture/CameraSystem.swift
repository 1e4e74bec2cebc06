internal import CV4L2
internal import Glibc

/// What the kernel and libv4l2 do for a camera; a test puts a camera of its own in their place.
package protocol CameraSystem: Sendable {
    /// A descriptor, or a negative errno.
    func open(_ path: String) -> Int32
    func close(_ descriptor: Int32)
    /// A V4L2 request: 0, or a negative errno.
    func control(_ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32
    /// nil: the buffer cannot be mapped.
    func map(_ descriptor: Int32, length: Int, offset: Int) -> UnsafeMutableRawPointer?
    func unmap(_ memory: UnsafeMutableRawPointer, length: Int)
    /// Waits for a picture or an event of the camera, or until `stopBell` is rung or the time is over.
    func wait(_ descriptor: Int32, stopBell: Int32, milliseconds: Int32) -> CameraReadiness
    /// Paths of the cameras and what else may be one, in order.
    func paths() -> [String]
    /// The group that may open this device.
    func group(of path: String) -> String
}

package struct CameraReadiness: OptionSet, Sendable {
    package let rawValue: Int
    /// A picture waits, or an error; asking for the picture says which.
    package static let picture = CameraReadiness(rawValue: 1)
    package static let event = CameraReadiness(rawValue: 2)

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }
}

/// This machine's cameras, through libv4l2: its plug-ins see every call. It does not convert (`V4L2_DISABLE_CONVERSION`): the
/// other half of the library, libv4lconvert, does that where the bytes are wanted (`CameraDecoder`). libv4l2 itself would convert
/// into memory of its own, from where they had to be copied once more, and would pass over damaged pictures in silence.
struct LinuxCameraSystem: CameraSystem {
    func open(_ path: String) -> Int32 {
        let descriptor = taichu_camera_open(path)
        guard descriptor >= 0 else { return -errno }
        // libv4l2 prints a line about a file that is no camera; who is none is found out before it sees it.
        var capability = v4l2_capability()
        guard ioctl(descriptor, TAICHU_VIDIOC_QUERYCAP, &capability) == 0 else { return refuse(descriptor, errno) }
        guard v4l2_fd_open(descriptor, Int32(V4L2_DISABLE_CONVERSION)) == descriptor else { return refuse(descriptor, errno) }
        return descriptor
    }

    private func refuse(_ descriptor: Int32, _ status: Int32) -> Int32 {
        Glibc.close(descriptor)
        return -status
    }

    func close(_ descriptor: Int32) { v4l2_close(descriptor) }

    func control(_ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        while taichu_v4l2_ioctl(descriptor, request, argument) < 0 {
            if errno != EINTR { return -errno }
        }
        return 0
    }

    func map(_ descriptor: Int32, length: Int, offset: Int) -> UnsafeMutableRawPointer? {
        let memory = v4l2_mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, Int64(offset))
        return memory == MAP_FAILED ? nil : memory
    }

    func unmap(_ memory: UnsafeMutableRawPointer, length: Int) { v4l2_munmap(memory, length) }

    func wait(_ descriptor: Int32, stopBell: Int32, milliseconds: Int32) -> CameraReadiness {
        var entries = [
            pollfd(fd: descriptor, events: Int16(POLLIN | POLLPRI), revents: 0),
            pollfd(fd: stopBell, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&entries, 2, milliseconds) > 0 else { return [] }
        var readiness: CameraReadiness = []
        let camera = Int32(entries[0].revents)
        if camera & POLLPRI != 0 { readiness.insert(.event) }
        if camera & ~POLLPRI != 0 { readiness.insert(.picture) }
        return readiness
    }

    func paths() -> [String] {
        guard let folder = opendir("/dev") else { return [] }
        defer { closedir(folder) }
        var numbers: [Int] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name.hasPrefix("video"), let number = Int(name.dropFirst(5)) { numbers.append(number) }
        }
        return numbers.sorted().map { "/dev/video\($0)" }
    }

    func group(of path: String) -> String {
        var facts = stat()
        // Root's own group is nobody's to join; distributions give cameras to "video".
        guard stat(path, &facts) == 0, facts.st_gid != 0, let entry = getgrgid(facts.st_gid), let name = entry.pointee.gr_name else {
            return "video"
        }
        return String(cString: name)
    }
}
