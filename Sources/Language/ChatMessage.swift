/// One turn of a conversation with a language model.
package struct ChatMessage: Sendable, Equatable {
    package enum Role: Sendable, CaseIterable {
        /// How to answer; the first message, if any.
        case system
        case user
        case assistant
    }

    package var role: Role
    /// Plain text. What looks like a special token in it is text too.
    package var text: String

    package init(_ role: Role, _ text: String) {
        self.role = role
        self.text = text
    }
}
