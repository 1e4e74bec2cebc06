internal import CALSA
internal import Glibc

/// ALSA's capture devices as its configuration lists them.
enum ALSADeviceNames {
    struct Entry: Equatable, Sendable {
        var name: String
        var description: String
    }

    /// Converters and the like, which stand in the list and are no devices.
    private static let plugins: Set<String> = [
        "null", "oss", "lavrate", "samplerate", "speexrate", "speex", "upmix", "vdownmix", "a52",
    ]

    static func capture() -> [Entry] {
        taichu_alsa_quiet()
        var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        guard snd_device_name_hint(-1, "pcm", &hints) == 0, let hints else { return [] }
        defer { snd_device_name_free_hint(hints) }
        var entries: [Entry] = []
        var next = hints
        while let hint = next.pointee {
            next += 1
            // No direction means both.
            if let direction = value(hint, "IOID"), direction != "Input" { continue }
            guard let name = value(hint, "NAME"), !plugins.contains(name) else { continue }
            let description = (value(hint, "DESC") ?? "").split(separator: "\n").joined(separator: ", ")
            entries.append(Entry(name: name, description: description))
        }
        return entries
    }

    private static func value(_ hint: UnsafeRawPointer, _ key: String) -> String? {
        guard let text = snd_device_name_get_hint(hint, key) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
