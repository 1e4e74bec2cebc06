internal import Glibc

/// Whether a JPEG is there to its end.
///
/// Decoders draw what they have of a picture that was cut short, and grey below; a detector would find things in that edge.
package enum JPEGEnd {
    /// Walks the markers (ITU-T T.81, B.1.1) to the end-of-image one. What follows that is not looked at: cameras fill their
    /// blocks with zeros, and telephones append whole films. A preview inside a segment is stepped over with it.
    package static func isThere(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count > 4, bytes[0] == 0xFF, bytes[1] == 0xD8 else { return false }
        var at = 2
        while at + 2 <= bytes.count, bytes[at] == 0xFF {
            switch bytes[at + 1] {
            case 0xD9: return true
            case 0xFF: at += 1  // filling
            case 0x01, 0xD0...0xD8: at += 2  // markers without a segment
            case let marker:
                guard at + 4 <= bytes.count else { return false }
                at += 2 + Int(bytes[at + 2]) << 8 + Int(bytes[at + 3])
                if marker == 0xDA { at = nextMarker(bytes, from: at) }
            }
        }
        return false
    }

    /// The end of the coded pixels that begin at `start`: in them FF is followed by 0 or by a restart marker.
    private static func nextMarker(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var at = start
        while at + 1 < bytes.count {
            // SAFETY: searches the bytes from `at` to the buffer's end.
            guard let base = bytes.baseAddress, let found = memchr(base + at, 0xFF, bytes.count - at - 1) else { break }
            at = UnsafeRawPointer(found) - base
            switch bytes[at + 1] {
            case 0, 0xD0...0xD7: at += 2
            default: return at
            }
        }
        return bytes.count
    }
}
