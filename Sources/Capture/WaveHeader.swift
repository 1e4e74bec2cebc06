/// What a WAV file's header promises, against what the file holds.
package struct WaveHeader: Equatable {
    /// Bytes of one second of sound.
    package var bytesPerSecond: Int
    /// Bytes of sound that the header declares.
    package var declaredBytes: Int
    /// Bytes of them that are there.
    package var presentBytes: Int

    /// Seconds of sound that the header promises and the file lacks.
    package var missingSeconds: Double {
        bytesPerSecond > 0 ? Double(max(0, declaredBytes - presentBytes)) / Double(bytesPerSecond) : 0
    }

    /// - Parameters:
    ///   - start: the file's first bytes, up to and into its data chunk.
    ///   - fileBytes: length of the whole file.
    package init?(start: [UInt8], fileBytes: Int) {
        func word(_ at: Int) -> Int {
            Int(start[at]) | Int(start[at + 1]) << 8 | Int(start[at + 2]) << 16 | Int(start[at + 3]) << 24
        }
        func isTag(_ tag: String, _ at: Int) -> Bool { start[at..<at + 4].elementsEqual(tag.utf8) }
        guard start.count >= 12, isTag("RIFF", 0), isTag("WAVE", 8) else { return nil }
        var bytesPerSecond = 0
        var at = 12
        while at + 8 <= start.count {
            let size = word(at + 4)
            if isTag("data", at) {
                // Writers to pipes leave these sizes, which promise nothing.
                guard size != 0, size != 0xffff_ffff, size != 0x7fff_ffff else { return nil }
                self.init(bytesPerSecond: bytesPerSecond, declaredBytes: size, presentBytes: max(0, fileBytes - at - 8))
                return
            }
            if isTag("fmt ", at), at + 20 <= start.count { bytesPerSecond = word(at + 16) }
            at += 8 + size + size % 2
        }
        return nil
    }

    package init(bytesPerSecond: Int, declaredBytes: Int, presentBytes: Int) {
        self.bytesPerSecond = bytesPerSecond
        self.declaredBytes = declaredBytes
        self.presentBytes = presentBytes
    }
}
