internal import Wire

extension DeviceChange {
    /// The detail of a source that went away.
    static func lost(_ reason: String, retryIn: Double) -> String { "\(reason); next try in \(Double(Int((retryIn * 100).rounded())) / 100) s" }
}
