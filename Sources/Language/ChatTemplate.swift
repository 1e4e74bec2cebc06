/// What a model was trained to see around the messages of a conversation. Learned from the template in its metadata when it was prepared (`Tools/prepare/language/chat.py`).
package struct ChatTemplate: Sendable, Equatable, Decodable {
    struct Around: Sendable, Equatable, Decodable {
        var before: [PromptPiece]
        var after: [PromptPiece]
    }

    /// The beginning of a conversation that has no system message: often one of the model's own.
    var opening: [PromptPiece]
    /// Nil where the model knows no such role.
    var system: Around?
    var user: Around
    var assistant: Around
    /// After which the model answers.
    var answer: [PromptPiece]

    /// The conversation, ready to be answered.
    package func prompt(_ messages: [ChatMessage]) -> [PromptPiece] {
        var messages = messages
        if system == nil, messages.first?.role == .system {
            // Said by the user, before everything else.
            let instruction = messages.removeFirst()
            if messages.first?.role == .user {
                messages[0].text = instruction.text + "\n\n" + messages[0].text
            } else {
                messages.insert(ChatMessage(.user, instruction.text), at: 0)
            }
        }
        var pieces = messages.first?.role == .system ? [] : opening
        for message in messages {
            let around = around(message.role)
            pieces += around.before + [.text(message.text)] + around.after
        }
        return (pieces + answer).joined
    }

    private func around(_ role: ChatMessage.Role) -> Around {
        switch role {
        case .system: system ?? user
        case .user: user
        case .assistant: assistant
        }
    }
}
