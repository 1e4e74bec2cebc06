/// How an answer is chosen and where it ends.
package struct GenerationOptions: Sendable {
    /// Divides the logits before a token is drawn; 0 always takes the likeliest (greedy).
    package var temperature: Double
    /// Only the likeliest tokens that hold this much probability together are drawn from; 1 for all (nucleus sampling, Holtzman et al., 2020).
    package var topP: Double
    /// Only so many of the likeliest tokens are drawn from; nil for all.
    package var topK: Int?
    /// Above 1, what was read or written already becomes less likely (Keskar et al., 2019); 1 for no difference.
    package var repetitionPenalty: Double
    /// Any of them ends the answer, and is no part of it.
    package var stops: [String]
    package var maximumTokens: Int
    /// The same seed draws the same tokens.
    package var seed: UInt64
    /// Most tokens of the prompt that are read at a step. Few let others run in between, many are read faster: for each slice the weights are unpacked anew. 64 take the small model
    /// some 200 ms on a thread of its own.
    package var slice: Int
    /// For an answer beside which nothing else waits: most prompts in one piece.
    package static let largeSlice = 512

    package init(
        temperature: Double = 0, topP: Double = 1, topK: Int? = nil, repetitionPenalty: Double = 1, stops: [String] = [], maximumTokens: Int = 256,
        seed: UInt64 = 0, slice: Int = 64
    ) {
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.repetitionPenalty = repetitionPenalty
        self.stops = stops
        self.maximumTokens = maximumTokens
        self.seed = seed
        self.slice = slice
    }
}
