import Capture
import Testing

@Suite struct JPEGEndTests {
    private static let start: [UInt8] = [0xFF, 0xD8]
    private static let end: [UInt8] = [0xFF, 0xD9]
    /// A segment, of which a preview with its own end may be a part.
    private static let preview: [UInt8] = [0xFF, 0xE1, 0, 6] + start + end
    private static let scan: [UInt8] = [0xFF, 0xDA, 0, 3, 0] + [1, 2, 0xFF, 0, 3, 0xFF, 0xD3, 4]

    @Test(arguments: [
        ("a picture", start + preview + scan + end, true),
        ("filled with zeros", start + scan + end + [0, 0, 0], true),
        ("with a film behind it", start + scan + end + [0x66, 0x74, 0xFF, 0xDA, 0x70], true),
        ("of several scans", start + scan + scan + end, true),
        ("cut in the coded pixels", start + preview + scan, false),
        ("cut in its end", start + scan + [0xFF], false),
        ("cut in its header", start + preview.prefix(5), false),
        ("cut in a length", start + [0xFF, 0xE1, 0], false),
        ("no picture", [1, 2, 3, 4, 5, 6], false),
        ("nothing", [], false),
    ] as [(String, [UInt8], Bool)])
    func theEndIsFoundWhereItIs(what: String, bytes: [UInt8], isThere: Bool) {
        #expect(bytes.withUnsafeBytes { JPEGEnd.isThere($0) } == isThere, "\(what)")
    }
}
