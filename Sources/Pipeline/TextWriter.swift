internal import Summaries

/// Something that writes what a prompt asks for, piece by piece. The seam between summaries and the language model.
protocol TextWriter: Sendable {
    var name: String { get }
    var measure: Writer { get }
    func begin(_ prompt: Prompt) throws(PipelineError) -> any Writing
}

/// An answer in the making.
protocol Writing: AnyObject {
    /// Does a bounded piece of work: reads some of the prompt, or writes a token. The answer, once it is whole.
    func advance() throws(PipelineError) -> String?
}
