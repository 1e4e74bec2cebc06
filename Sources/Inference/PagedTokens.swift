private import CPagedAttention

/// Keys and values in blocks.
package enum PagedTokens {
    /// Tokens in a block.
    package static let block = Int(CPAGED_BLOCK)
}
