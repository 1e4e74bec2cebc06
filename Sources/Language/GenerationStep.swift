/// What one step of a generation did.
package enum GenerationStep: Sendable, Equatable {
    package enum Reason: String, Sendable {
        /// The model ended its answer.
        case endOfText
        /// A stop string came.
        case stop
        /// The most tokens were written, or the context is full.
        case length
    }

    /// So many of the prompt's tokens are read now.
    case reading(Int, of: Int)
    /// More of the answer: whole characters, nothing while one or a possible stop string is open.
    case text(String)
    /// The answer is over; every further step says so again.
    case finished(Reason)
}
