internal import Inference
internal import Media
internal import Wire

/// A rectangle over a picture, in pixels, as a graph's input `region` takes it. It may reach beyond the picture, where everything is black.
struct PictureRegion {
    var left: Double
    var top: Double
    var width: Double
    var height: Double

    init(left: Double, top: Double, width: Double, height: Double) {
        self.left = left
        self.top = top
        self.width = width
        self.height = height
    }

    /// The smallest square with the whole picture in its middle: networks that know squares see it undistorted, with black bars.
    init(squareAround frame: VideoFrame) {
        let side = Double(max(frame.width, frame.height))
        self.init(left: (Double(frame.width) - side) / 2, top: (Double(frame.height) - side) / 2, width: side, height: side)
    }

    /// A square with the middle of `box`, `margin` times as large as its longer side.
    init(squareAround box: RelativeBox, margin: Double, in frame: VideoFrame) {
        let (width, height) = (Double(frame.width), Double(frame.height))
        let side = max(1, margin * max(box.width * width, box.height * height))
        self.init(
            left: (box.x + box.width / 2) * width - side / 2, top: (box.y + box.height / 2) * height - side / 2, width: side, height: side)
    }

    /// A point of the region (0…1 over its sides) as a point of the picture (0…1 over the picture's).
    func inPicture(_ x: Float, _ y: Float, _ frame: VideoFrame) -> (x: Double, y: Double) {
        ((left + Double(x) * width) / Double(frame.width), (top + Double(y) * height) / Double(frame.height))
    }

    /// The region itself, relative to the picture; not cut.
    func box(in frame: VideoFrame) -> RelativeBox {
        RelativeBox(x: left / Double(frame.width), y: top / Double(frame.height), width: width / Double(frame.width), height: height / Double(frame.height))
    }

    func set(_ request: inout InferRequest) throws(InferenceError) {
        try request.set("region", [Float(left), Float(top), Float(width), Float(height)], shape: [4])
    }
}
