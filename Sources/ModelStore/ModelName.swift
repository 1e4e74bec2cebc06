/// What a model is called: the name of its folder, so nothing that could mean another place.
package struct ModelName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Up to 64 ASCII letters, digits, dots, hyphens and underscores, a letter or digit first.
    package init(_ text: String) throws(ModelStoreError) {
        guard Self.isName(text) else {
            throw ModelStoreError(
                .name,
                "\"\(text)\" cannot be a model's name: expected up to 64 letters, digits, dots, hyphens and underscores, a letter or digit first")
        }
        description = text
    }

    /// The last part of a path (without a file's `.gguf`) or of a name on the hub, with hyphens where a name may not have what stands there; nil when nothing is left.
    package init?(from source: String) {
        let last = source.split(separator: "/").last { $0 != "." && $0 != ".." } ?? ""
        let stem = last.hasSuffix(".gguf") ? last.dropLast(5) : last
        let text = String(stem.unicodeScalars.map { Self.isAllowed($0) ? Character($0) : "-" })
            .drop { !($0.isLetter || $0.isNumber) }.prefix(64)
        guard Self.isName(String(text)) else { return nil }
        description = String(text)
    }

    private static func isName(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, scalars.count <= 64, !".-_".unicodeScalars.contains(first) else { return false }
        return scalars.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_": true
        default: false
        }
    }
}
