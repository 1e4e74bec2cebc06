internal import CV4L2
internal import Glibc
internal import Media

/// A running camera: its buffers in the driver's memory, and pictures out of them.
final class CameraStream {
    let device: CameraDevice
    let format: v4l2_format
    /// Frames a second, as the camera says.
    let rate: Double?
    private var buffers: [UnsafeMutableRawBufferPointer] = []
    private let decode: (UnsafeMutableRawBufferPointer, PixelPool) throws(BrokenPicture) -> CameraPicture

    /// Two are needed; two more let this thread be late by two frames before one is lost.
    private static let bufferCount: UInt32 = 4

    init(_ device: CameraDevice, wanted: CameraSpecification) throws(CaptureError) {
        try device.followSignal()
        guard let mode = CameraMode.nearest(to: wanted, among: device.modes(for: wanted)) else { throw device.unusable(wanted: wanted.format) }
        self.device = device
        (format, rate) = try device.configure(mode)
        if FourCC(code: format.fmt.pix.pixelformat).isJPEG {
            let decoder = try JPEGDecoder()
            decode = { bytes, pool throws(BrokenPicture) in try decoder.decode(bytes, pool: pool) }
        } else {
            let decoder = try CameraDecoder(device, format: format)
            decode = { bytes, pool throws(BrokenPicture) in try decoder.decode(bytes, pool: pool) }
        }
        do throws(CaptureError) {
            try begin()
        } catch {
            release()
            throw error
        }
    }

    deinit {
        var type = Int32(V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue)
        _ = device.control(TAICHU_VIDIOC_STREAMOFF, &type)
        release()
    }

    /// "640 × 480 YUYV, 30 frames/s"
    var detail: String {
        "\(format.fmt.pix.width) × \(format.fmt.pix.height) \(FourCC(code: format.fmt.pix.pixelformat)), "
            + (rate.map { "\(formatted($0)) frames/s" } ?? "rate unknown")
    }

    private func begin() throws(CaptureError) {
        var request = v4l2_requestbuffers()
        request.count = Self.bufferCount
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        try device.check(device.control(TAICHU_VIDIOC_REQBUFS, &request), "VIDIOC_REQBUFS")
        for index in 0..<request.count {
            var buffer = Self.buffer(index)
            try device.check(device.control(TAICHU_VIDIOC_QUERYBUF, &buffer), "VIDIOC_QUERYBUF")
            guard let memory = device.map(length: Int(buffer.length), offset: Int(buffer.m.offset)) else {
                try device.check(-errno, "mmap")
                return
            }
            buffers.append(UnsafeMutableRawBufferPointer(start: memory, count: Int(buffer.length)))
            try device.check(device.control(TAICHU_VIDIOC_QBUF, &buffer), "VIDIOC_QBUF")
        }
        // Not every driver has this event; those that have count it by the input.
        var subscription = v4l2_event_subscription()
        subscription.type = UInt32(V4L2_EVENT_SOURCE_CHANGE)
        _ = device.control(TAICHU_VIDIOC_G_INPUT, &subscription.id)
        _ = device.control(TAICHU_VIDIOC_SUBSCRIBE_EVENT, &subscription)
        var type = Int32(V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue)
        try device.check(device.control(TAICHU_VIDIOC_STREAMON, &type), "VIDIOC_STREAMON")
    }

    private func release() {
        for buffer in buffers {
            if let memory = buffer.baseAddress { device.unmap(memory, length: buffer.count) }
        }
        buffers = []
        // A camera keeps its format while it has buffers.
        var request = v4l2_requestbuffers()
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        _ = device.control(TAICHU_VIDIOC_REQBUFS, &request)
    }

    /// The next buffer that the camera filled; nil when none waits.
    func next() throws(CaptureError) -> v4l2_buffer? {
        var buffer = Self.buffer(0)
        let status = device.control(TAICHU_VIDIOC_DQBUF, &buffer)
        if status == -EAGAIN { return nil }
        try device.check(status, "VIDIOC_DQBUF")
        return buffer
    }

    /// Gives the buffer back to the camera.
    func giveBack(_ buffer: v4l2_buffer) throws(CaptureError) {
        var buffer = buffer
        try device.check(device.control(TAICHU_VIDIOC_QBUF, &buffer), "VIDIOC_QBUF")
    }

    /// The buffer's picture, or why there is none in it.
    func picture(_ buffer: v4l2_buffer, pool: PixelPool) throws(BrokenPicture) -> CameraPicture {
        guard buffer.flags & UInt32(V4L2_BUF_FLAG_ERROR) == 0 else { throw BrokenPicture("the camera says that it is damaged") }
        guard Int(buffer.index) < buffers.count else { throw BrokenPicture("the camera names a buffer that it does not have") }
        let bytes = UnsafeMutableRawBufferPointer(rebasing: buffers[Int(buffer.index)].prefix(Int(buffer.bytesused)))
        return try decode(bytes, pool)
    }

    /// Whether the camera now gives other pictures than it did. Takes all events that wait.
    func hasChanged() throws(CaptureError) -> Bool {
        var changed = false
        var event = v4l2_event()
        while true {
            let status = device.control(TAICHU_VIDIOC_DQEVENT, &event)
            if status == -ENOENT { return changed }
            try device.check(status, "VIDIOC_DQEVENT")
            if event.type == UInt32(V4L2_EVENT_SOURCE_CHANGE) { changed = true }
        }
    }

    /// When the picture was taken: the driver's stamp where it is on the monotonic clock, else `now`; never later than `now` (some
    /// drivers stamp with the time at which the frame should be complete).
    static func time(of buffer: v4l2_buffer, now: MediaInstant) -> MediaInstant {
        guard buffer.flags & UInt32(V4L2_BUF_FLAG_TIMESTAMP_MASK) == UInt32(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) else { return now }
        return withUnsafePointer(to: buffer) { min(now, MediaInstant(nanoseconds: taichu_v4l2_nanoseconds($0))) }
    }

    private static func buffer(_ index: UInt32) -> v4l2_buffer {
        var buffer = v4l2_buffer()
        buffer.index = index
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        buffer.memory = V4L2_MEMORY_MMAP.rawValue
        return buffer
    }
}
