internal import COpenVINO

/// What went wrong around a model, grouped by what the caller can do about it.
package struct InferenceError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// A model file is missing, cut short or not the one that the manifest names: run the set-up again.
        case model
        /// The runtime refused to load or compile: a wrong version or a processor that is too old.
        case runtime
        /// One inference failed: this result is lost, the next may work.
        case inference
    }

    package var code: Code
    /// One line: what, where, what was expected, what to do.
    package var description: String

    package init(code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    static func check(_ status: ov_status_e, _ code: Code, _ operation: @autoclosure () -> String) throws(InferenceError) {
        guard status != OK else { return }
        let detail = ov_get_last_err_msg().map { String(cString: $0) } ?? ""
        let reason = detail.isEmpty ? String(cString: ov_get_error_info(status)) : firstLine(detail)
        throw InferenceError(code: code, "\(operation()): OpenVINO says: \(reason)")
    }

    /// OpenVINO's messages run over many lines with source positions; the last line that says something is the reason.
    private static func firstLine(_ message: String) -> String {
        let lines = message.split(separator: "\n").map { $0.trimmingPrefix(while: { $0 == " " }) }
        return String(lines.last { !$0.isEmpty && !$0.hasPrefix("Exception from") } ?? "unknown")
    }
}
