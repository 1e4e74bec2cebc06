/// What keeps the page from being served.
package struct ViewError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Grouped by what the caller can do.
    package enum Code: Sendable {
        /// Somebody listens at that port: choose another.
        case portTaken
        /// A port that this user may not have: choose one above 1023.
        case notAllowed
        /// The system refused; `status` says why.
        case system
    }

    package var code: Code
    package var description: String
    /// The errno beneath, 0 where there is none.
    package var status: Int32

    package init(_ code: Code, _ description: String, status: Int32 = 0) {
        self.code = code
        self.description = description
        self.status = status
    }
}
