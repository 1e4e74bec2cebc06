private import Foundation

/// Traditional Chinese characters as simplified ones, one by one (ICU's own table), so that a word is found in whichever script it was written.
package enum HanFolding {
    /// The basic block and extension A: what people write. Made once, in some milliseconds.
    private static let table: [UInt16] = {
        let range = (0x3400...0x9FFF as ClosedRange<UInt16>)
        // One a line: ICU also knows words of several characters, and none must form here.
        let lines = range.map { String(Unicode.Scalar($0)!) }.joined(separator: "\n")
        let converted = lines.applyingTransform(StringTransform("Traditional-Simplified"), reverse: false)?.split(separator: "\n") ?? []
        guard converted.count == range.count else { return Array(range) }
        return zip(range, converted).map { old, new in
            let scalars = new.unicodeScalars
            return scalars.count == 1 ? UInt16(exactly: scalars.first!.value) ?? old : old
        }
    }()

    package static func simplified(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard 0x3400...0x9FFF ~= scalar.value else { return scalar }
        return Unicode.Scalar(table[Int(scalar.value) - 0x3400]) ?? scalar
    }

    package static func simplified(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text.unicodeScalars.lazy.map { simplified($0) })
        return String(scalars)
    }
}
