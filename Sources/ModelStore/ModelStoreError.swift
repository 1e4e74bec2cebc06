/// Why a model could not be added, found, checked or removed, grouped by what the caller can do.
package struct ModelStoreError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// A name that no model can have.
        case name
        /// There is no such model.
        case unknown
        /// A file of the model is missing, cut short or another.
        case damaged
        /// Not for this user, or not at all.
        case notAllowed
        /// A process uses it.
        case inUse
        /// The store's folder cannot be written to.
        case unwritable
        /// What prepares models is not there.
        case preparation
    }

    package var code: Code
    package var description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
