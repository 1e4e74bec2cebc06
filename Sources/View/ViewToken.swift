/// What tells the owner's browser from everybody else on this machine: any program may connect to a loopback port, and any web page may
/// send a browser there.
package struct ViewToken: Sendable, CustomStringConvertible {
    private let text: String

    /// 128 bits from the system's generator.
    package init() {
        var generator = SystemRandomNumberGenerator()
        text = (0..<2).map { _ in
            let half = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - half.count) + half
        }.joined()
    }

    /// One that was made before; nil where it could be guessed, or would have to be escaped in an address.
    package init?(_ text: String) {
        let isPlain = text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
        guard text.utf8.count >= 16, text.utf8.count <= 128, isPlain else { return nil }
        self.text = text
    }

    package var description: String { text }

    /// Takes the same time wherever the two differ.
    func matches(_ other: String?) -> Bool {
        guard let other, other.utf8.count == text.utf8.count else { return false }
        return zip(text.utf8, other.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
