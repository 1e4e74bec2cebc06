/// The page: one file that asks for nothing else but its events and pictures.
enum Page {
    static func html(nonce: String) -> String {
        text(PackageResources.page_html)
            .replacing("{{style}}", with: text(PackageResources.page_css))
            .replacing("{{script}}", with: text(PackageResources.page_js))
            .replacing("{{nonce}}", with: nonce)
    }

    /// Content Security Policy: scripts of ours, and nothing from anywhere. Styles may be added, since OBS puts those of its users into the page as
    /// an element; nothing that the daemon says ever becomes markup.
    static func policy(nonce: String) -> String {
        "default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
