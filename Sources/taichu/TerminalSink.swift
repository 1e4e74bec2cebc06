internal import Terminal
internal import Wire

/// Captions that rewrite themselves on a terminal.
actor TerminalSink: CaptionSink {
    private let output: Output
    private var view: LiveView

    init(output: Output, columns: Int, rows: Int, labelled: Bool) {
        self.output = output
        view = LiveView(columns: columns, rows: rows, labels: labelled)
    }

    func begin() throws {}

    func show(_ event: Event) throws { try write(view.show(event.body)) }

    func notice(_ text: String) throws { try write(view.notice(text)) }

    func resize() throws {
        guard let size = output.size else { return }
        try write(view.resize(columns: size.columns, rows: size.rows))
    }

    func end() throws { try write(view.end()) }

    private func write(_ text: String) throws {
        if !text.isEmpty { try output.write(text) }
    }
}
