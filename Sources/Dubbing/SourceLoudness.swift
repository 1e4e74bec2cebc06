private import CFFmpeg
private import CLoudness

/// How loud a file's speech is.
package enum SourceLoudness {
    /// Integrated loudness (EBU R128) of the sound in these stretches alone, in LUFS; nil where the file has no sound, or none there.
    ///
    /// - Parameter stretches: seconds, in order: where somebody speaks.
    package static func ofSpeech(in path: String, _ stretches: [ClosedRange<Double>]) throws(DubError) -> Double? {
        let source = try DubInput(path: path)
        guard source.sound != nil, !stretches.isEmpty else { return nil }
        var meter = ebur128_init(UInt32(DubMixer.channels), UInt(DubMixer.rate), Int32(EBUR128_MODE_I.rawValue))
        defer { ebur128_destroy(&meter) }
        var next = 0
        func measure(_ samples: [Float], from first: Int) {
            let end = first + samples.count / DubMixer.channels
            while next < stretches.count, Int(stretches[next].upperBound * Double(DubMixer.rate)) <= first { next += 1 }
            var index = next
            while index < stretches.count {
                let from = max(first, Int(stretches[index].lowerBound * Double(DubMixer.rate))), to = min(end, Int(stretches[index].upperBound * Double(DubMixer.rate)))
                guard Int(stretches[index].lowerBound * Double(DubMixer.rate)) < end else { break }
                if from < to {
                    samples.withUnsafeBufferPointer { buffer in
                        _ = ebur128_add_frames_float(meter, buffer.baseAddress! + (from - first) * DubMixer.channels, to - from)
                    }
                }
                index += 1
            }
        }
        var packet = av_packet_alloc()
        defer { av_packet_free(&packet) }
        while let packet, source.read(packet) {
            defer { av_packet_unref(packet) }
            guard packet.pointee.stream_index == source.sound?.pointee.index else { continue }
            let first = source.position
            measure(source.decode(packet), from: first)
        }
        let first = source.position
        measure(source.decode(nil), from: first)
        var loudness = -Double.infinity
        ebur128_loudness_global(meter, &loudness)
        return loudness.isFinite ? loudness : nil
    }
}

/// How long a file is.
package enum MediaLength {
    /// Seconds; 0 where the file does not say.
    package static func seconds(of path: String) throws(DubError) -> Double { try DubInput(path: path).duration }
}
