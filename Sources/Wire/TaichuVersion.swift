/// The version of daemon and client alike.
package enum TaichuVersion {
    package static let current = "0.1.0"
}
