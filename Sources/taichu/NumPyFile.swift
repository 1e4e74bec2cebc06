internal import Foundation
internal import Wire

/// A two-dimensional array in NumPy's `.npy` format, version 1.0, written row after row.
struct NumPyFile {
    enum Element: String, CaseIterable, Sendable { case f16, f32 }

    private let output: Output
    private let element: Element

    /// Writes the header: magic, version, and a dictionary in Python's notation, padded with spaces to a multiple of 64 bytes and
    /// ended by a newline (numpy.lib.format).
    init(_ output: Output, rows: Int, columns: Int, element: Element) throws {
        self.output = output
        self.element = element
        let type = element == .f16 ? "<f2" : "<f4"
        var header = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(rows), \(columns)), }".utf8)
        let fixed = 10
        header += [UInt8](repeating: UInt8(ascii: " "), count: (64 - (fixed + header.count + 1) % 64) % 64)
        header.append(UInt8(ascii: "\n"))
        let length = UInt16(header.count)
        try output.write([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + header)
    }

    /// Writes whole rows.
    func write(_ values: [Float]) throws {
        switch element {
        case .f32: try values.map(\.bitPattern.littleEndian).withUnsafeBytes { try output.write(Array($0)) }
        case .f16: try output.write(Array(SpeechFeatures.halves(values)))
        }
    }
}
