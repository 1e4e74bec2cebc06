internal import Wire

/// What the writer is asked for each length: a sentence of orders, the text, and the order once more. No example: a small model copies it into the answer, with names and all.
enum SummaryPrompts {
    /// - Parameter language: ISO 639-1 code that the answer shall be in.
    static func prompt(_ length: SummaryLength, _ text: String, language: String) -> Prompt {
        language == "zh" ? chinese(length, text) : latin(length, text, language)
    }

    /// A note on one passage of a long talk, from which the summary of the whole is made.
    static func note(_ text: String, language: String) -> Prompt {
        var prompt = prompt(.short, text, language: language)
        prompt.maximumTokens = 70
        return prompt
    }

    private static func latin(_ length: SummaryLength, _ text: String, _ language: String) -> Prompt {
        let tongue = language == "en" ? "" : " Answer in \(names[language] ?? "the language of the conversation")."
        func make(_ system: String, _ order: String, _ tokens: Int, stop: [String] = []) -> Prompt {
            Prompt(system: system + tongue, question: text + "\n\n" + order + tongue, maximumTokens: tokens, stop: stop)
        }
        return switch length {
        case .title:
            make("You write short titles for conversations. You answer with a title of at most eight words and nothing else.", "Write a title of at most eight words.", 24, stop: ["\n"])
        case .short:
            make(
                "You summarize conversations. You answer with two short sentences in the third person and nothing else.",
                "Summarize this conversation in two short sentences.", 90)
        case .full:
            make(
                "You summarize conversations. You answer with one paragraph of five short sentences in the third person and nothing else.",
                "Summarize this conversation in five short sentences.", 200)
        case .actions:
            make(
                "You list the action items of conversations: who does what until when. One line each, nothing else.", "List the action items.", 120)
        }
    }

    private static func chinese(_ length: SummaryLength, _ text: String) -> Prompt {
        func make(_ system: String, _ order: String, _ tokens: Int, stop: [String] = []) -> Prompt {
            Prompt(system: system, question: text + "\n\n" + order, maximumTokens: tokens, stop: stop)
        }
        return switch length {
        case .title: make("你为谈话写标题。只回答一个不超过十六个字的标题。", "请写一个不超过十六个字的标题。", 24, stop: ["\n"])
        case .short: make("你负责总结谈话。只用两句简短的话回答，不要照抄原文。", "请用两句话总结以上谈话。", 90)
        case .full: make("你负责总结谈话。用五句简短的话回答，不要照抄原文。", "请用五句话总结以上谈话。", 200)
        case .actions: make("你列出谈话中的待办事项：谁、做什么、什么时候之前。每行一件，不写别的。", "请列出待办事项。", 120)
        }
    }

    /// Languages by the names that a model knows them by.
    private static let names = [
        "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "ru": "Russian", "ja": "Japanese", "ko": "Korean", "pl": "Polish",
    ]
}
