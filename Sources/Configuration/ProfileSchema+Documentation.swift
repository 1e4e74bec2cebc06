extension ProfileSchema {
    /// The text of `Documentation/profiles.md`.
    package static func documentation() -> String {
        var text = """
            # Profiles

            A profile says what is heard and seen, how it is recognized and where captions are served. It is a [TOML](https://toml.io) file:

                taichud --profile Profiles/live-subtitles.toml

            `taichu profile show` writes one with every key and its default; `taichu profile check FILE` names everything that is wrong with a
            file, with line and column. Whatever a profile leaves out has its default. Relative paths are seen from the folder in which the
            program was started. This page is made from the table that the check uses (`Sources/Configuration/ProfileSchema.swift`).

            Profiles that come with Taichu:

            | file | hears, sees or says |
            |---|---|
            | `live-subtitles.toml` | the microphone |
            | `computer-sound.toml` | what the computer plays |
            | `meeting.toml` | both, as two tracks |
            | `camera.toml` | the first camera |
            | `room.toml` | the microphone and the first camera, on one clock |
            | `scene.toml` | the first camera, with text, attention and zones |
            | `read-aloud.toml` | the microphone; summaries are kept and read aloud |
            | `dubbing.toml` | the microphone, and another voice speaks it in English |
            | `service.toml` | the microphone, for the system service |


            """
        for section in sections {
            text += "## `\(section.heading)`\n\n\(section.about)\n\n| key | default | allowed | meaning |\n|---|---|---|---|\n"
            let profile = Profile()
            switch section.name {
            case "daemon": text += rows(daemon, profile.daemon)
            case "source": text += rows(source, Profile.Source())
            case "speech": text += rows(speech, profile.speech)
            case "camera": text += rows(camera, Profile.Camera())
            case "vision": text += rows(vision, profile.vision)
            case "language": text += rows(language, profile.language)
            case "history": text += rows(history, profile.history)
            case "voice": text += rows(voice, profile.voice)
            case "zone": text += rows(zone, Profile.Zone())
            default: text += rows(inference, profile.inference)
            }
            text += "\n"
        }
        return String(text.dropLast())
    }

    private static func rows<Section>(_ keys: [ProfileKey<Section>], _ section: Section) -> String {
        keys.map { key in
            let allowed = allowedText(key)
            return "| `\(key.name)` | `\(key.get(section).toml)` | \(allowed.isEmpty ? key.rule.typeName : allowed) | \(key.meaning) |\n"
        }.joined()
    }
}
