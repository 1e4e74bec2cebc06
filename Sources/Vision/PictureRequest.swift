internal import Inference
internal import Media

/// One graph's requests, a layout of pixels each, for one who looks at one picture after the other.
struct PictureRequest: ~Copyable {
    private let graphs: VisionGraphs
    private let graph: String
    private var rgb: InferRequest?
    private var i420: InferRequest?

    init(_ graphs: VisionGraphs, _ graph: String) {
        self.graphs = graphs
        self.graph = graph
    }

    /// Runs the graph over a picture, which it reads where it lies.
    ///
    /// - Parameters:
    ///   - prepare: sets further inputs.
    ///   - read: reads the outputs.
    mutating func run<Result>(
        _ frame: VideoFrame, prepare: (inout InferRequest) throws(InferenceError) -> Void = { _ throws(InferenceError) in },
        read: (borrowing InferRequest) throws(InferenceError) -> Result
    ) throws(VisionError) -> Result {
        try frame.check()
        switch frame.layout {
        case .rgb:
            if rgb == nil { rgb = try graphs.makeRequest(graph, for: .rgb) }
            return try Self.run(&rgb!, frame, .rgb, prepare, read)
        case .i420:
            if i420 == nil { i420 = try graphs.makeRequest(graph, for: .i420) }
            return try Self.run(&i420!, frame, .i420, prepare, read)
        }
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
