internal import Inference
internal import Media

/// One graph's request, for one who looks at one picture after the other. It is made anew when the pictures come in another layout, or the graph is wanted for other sizes.
struct PictureRequest: ~Copyable {
    private let graphs: VisionGraphs
    private let graph: String
    private var request: InferRequest?
    private var layout = PictureLayout.i420
    private var shapes: [String: [Int]] = [:]

    init(_ graphs: VisionGraphs, _ graph: String) {
        self.graphs = graphs
        self.graph = graph
    }

    /// Whether `run` would begin at once; where it would not, the graph is compiled aside.
    func isReady(_ frame: VideoFrame, shapes: [String: [Int]]) -> Bool {
        graphs.isReady(graph, for: PictureLayout(frame.layout), shapes: shapes)
    }

    /// Runs the graph over a picture, which it reads where it lies.
    ///
    /// - Parameters:
    ///   - shapes: of inputs whose size the graph leaves open, and that stay as they are for a camera's pictures.
    ///   - prepare: sets further inputs.
    ///   - read: reads the outputs.
    mutating func run<Result>(
        _ frame: VideoFrame, shapes: [String: [Int]] = [:], prepare: (inout InferRequest) throws(InferenceError) -> Void = { _ throws(InferenceError) in },
        read: (borrowing InferRequest) throws(InferenceError) -> Result
    ) throws(VisionError) -> Result {
        try frame.check()
        let layout = PictureLayout(frame.layout)
        if request == nil || layout != self.layout || shapes != self.shapes {
            request = try graphs.makeRequest(graph, for: layout, shapes: shapes)
            (self.layout, self.shapes) = (layout, shapes)
        }
        return try Self.run(&request!, frame, layout, prepare, read)
    }

    private static func run<Result>(
        _ request: inout InferRequest, _ frame: VideoFrame, _ layout: PictureLayout,
        _ prepare: (inout InferRequest) throws(InferenceError) -> Void, _ read: (borrowing InferRequest) throws(InferenceError) -> Result
    ) throws(VisionError) -> Result {
        do {
            try prepare(&request)
            try frame.pixels.withBytes { (bytes) throws(InferenceError) in
                try request.borrow("image", bytes: bytes, shape: layout.shape(width: frame.width, height: frame.height))
                try request.infer()
            }
            return try read(request)
        } catch {
            throw VisionError(error)
        }
    }
}

extension PictureLayout {
    fileprivate init(_ layout: VideoFrame.Layout) {
        self = switch layout {
        case .rgb: .rgb
        case .i420: .i420
        }
    }
}

extension VideoFrame {
    /// Whether the picture has the size and the memory that its layout asks for.
    func check() throws(VisionError) {
        guard width > 0, height > 0 else {
            throw VisionError(.picture, "picture \(number) is \(width)×\(height): nothing to look at; expected at least 1×1 pixel, check what the source delivers")
        }
        guard layout != .i420 || (width % 2 == 0 && height % 2 == 0) else {
            throw VisionError(.picture, "picture \(number) is \(width)×\(height) in YUV 4:2:0, which needs even sides; deliver it as RGB, or crop it")
        }
    }
}
