internal import CICU
internal import Synchronization

/// What ICU knows of Chinese: where words end, the usual reading of a character, its simplified form.
///
/// ICU's word breaker has a dictionary of Chinese words, its transform `Han-Latin` the readings of Unicode's Unihan database.
/// Both come from Debian's ICU rather than Foundation's, which keeps its word breaker to itself.
enum MandarinDictionary {
    /// Where ICU's words end, as offsets of scalars, the last of them the text's length; the text is in the Basic Multilingual
    /// Plane where it matters: others count as one scalar too.
    static func wordEnds(in text: ArraySlice<Unicode.Scalar>) -> [Int] {
        var units: [UInt16] = []
        var scalarEnds: [Int] = []  // of each unit: scalars up to and including it
        units.reserveCapacity(text.count)
        for (index, scalar) in text.enumerated() {
            for unit in UTF16.encode(scalar)! {
                units.append(unit)
                scalarEnds.append(index + 1)
            }
        }
        guard !units.isEmpty else { return [] }
        return units.withUnsafeBufferPointer { buffer in
            guard let words = taichu_words_open(buffer.baseAddress, Int32(buffer.count)) else {
                // Without its data ICU has no words: each character is one.
                return Array(1...text.count)
            }
            defer { taichu_words_close(words) }
            var ends: [Int] = []
            while true {
                let end = taichu_words_next(words)
                guard end > 0 else { break }
                ends.append(scalarEnds[Int(end) - 1])
            }
            return ends
        }
    }

    /// The simplified form of a character, and its usual reading where it has one.
    static func entry(_ character: Unicode.Scalar) -> Entry {
        entries.withLock { entries in
            if let known = entries.known[character] { return known }
            let simplified = kept.contains(character) ? character : entries.simplify.apply(String(character)).unicodeScalars.first ?? character
            let latin = entries.latin.apply(String(simplified))
            let entry = Entry(simplified: simplified, reading: MandarinSyllable(pinyin: latin.filter { $0 != " " }))
            entries.known[character] = entry
            return entry
        }
    }

    /// Characters of both scripts, whose simplified forms are right in some words only: 乾隆, 著名.
    private static let kept: Set<Unicode.Scalar> = ["乾", "著"]

    struct Entry: Sendable {
        var simplified: Unicode.Scalar
        var reading: MandarinSyllable?
    }

    /// An ICU transform is for one thread at a time.
    private static let entries = Mutex(Entries())

    private struct Entries: ~Copyable {
        var known: [Unicode.Scalar: Entry] = [:]
        let latin = Transform("Han-Latin")
        let simplify = Transform("Traditional-Simplified")
    }

    private struct Transform: ~Copyable, @unchecked Sendable {
        private let handle: UnsafeMutableRawPointer?

        init(_ name: String) {
            let units = Array(name.utf16)
            handle = taichu_transform_open(units, Int32(units.count))
        }

        /// The text as it was where ICU has no such transform.
        func apply(_ text: String) -> String {
            guard let handle else { return text }
            var units = Array(text.utf16)
            let length = Int32(units.count)
            units += Array(repeating: 0, count: 64)
            let changed = taichu_transform(handle, &units, length, Int32(units.count))
            return changed < 0 ? text : String(decoding: units.prefix(Int(changed)), as: UTF16.self)
        }
    }
}
