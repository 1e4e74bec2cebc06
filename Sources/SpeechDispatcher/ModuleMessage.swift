package import Spoken

/// What a client wants spoken.
package struct ModuleMessage: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case text
        /// A letter or a sign.
        case character
        /// A key, as `shift_a`.
        case key
        /// A sound with a name; a module without sounds says the name or stays silent.
        case icon
    }

    /// From 1 on; events name it, so that a late one of a message that was stopped does no harm.
    package var id: Int
    package var kind: Kind
    package var parts: [SpokenPart]
    package var settings: ModuleSettings

    package init(id: Int, kind: Kind, parts: [SpokenPart], settings: ModuleSettings) {
        self.id = id
        self.kind = kind
        self.parts = parts
        self.settings = settings
    }
}

/// What the machine wants done.
package enum ModuleAction: Equatable, Sendable {
    /// Make the voices ready, then tell `ready` or `failed`.
    case prepare
    case speak(ModuleMessage)
    /// Fall silent at once, then tell `stopped`.
    case stop(Int)
    /// Fall silent at the next mark, or at once, then tell `paused`: the server sends the rest again later.
    case pause(Int)
    /// What the server says of its audio: names and values.
    case audio([String: String])
    case logLevel(Int)
    /// Write a log into the file; nil: no longer.
    case log(String?)
    case quit
}

/// What happened to a message.
package enum ModuleEvent: Equatable, Sendable {
    case ready(String)
    case failed(String)
    /// The first sound of it is heard.
    case began(Int)
    case mark(Int, String)
    case ended(Int)
    case stopped(Int)
    case paused(Int)
}
