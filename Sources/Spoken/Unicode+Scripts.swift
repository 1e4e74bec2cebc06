extension Unicode.Scalar {
    /// A Chinese character: the blocks of unified ideographs, and 〇.
    var isHan: Bool {
        switch value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x323AF, 0xF900...0xFAFF, 0x3007: true
        default: false
        }
    }

    var isDigit: Bool { ("0"..."9").contains(self) }
    var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
    var isUppercase: Bool { ("A"..."Z").contains(self) || (value > 0x7F && properties.isUppercase) }
    var isLowercase: Bool { ("a"..."z").contains(self) || (value > 0x7F && properties.isLowercase) }

    /// A letter of an alphabet, Chinese characters not counted.
    var isLetter: Bool { isASCIILetter || (value > 0x7F && properties.isAlphabetic && !isHan) }

    var isSpace: Bool { self == " " || (value != 0x0A && properties.isWhitespace) }
}
