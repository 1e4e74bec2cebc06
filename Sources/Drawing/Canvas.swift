internal import CDrawing
private import CFFmpeg
package import Media
package import Wire

/// A picture to draw on, through cairo and pango: a frame's pixels, and over them whatever was found.
package final class Canvas {
    package let width: Int
    package let height: Int
    private let surface: OpaquePointer
    private let context: OpaquePointer

    /// A colour, 0…1 each.
    package struct Colour: Sendable {
        var red, green, blue: Double
        var alpha = 1.0

        /// Colours that are told apart by most eyes (Okabe and Ito, 2008), one after the other.
        private static let palette: [Colour] = [
            Colour(red: 0.90, green: 0.62, blue: 0), Colour(red: 0.34, green: 0.71, blue: 0.91), Colour(red: 0, green: 0.62, blue: 0.45),
            Colour(red: 0.94, green: 0.89, blue: 0.26), Colour(red: 0.84, green: 0.37, blue: 0), Colour(red: 0.80, green: 0.47, blue: 0.65),
            Colour(red: 0, green: 0.45, blue: 0.70),
        ]

        package static func of(_ number: Int) -> Colour { palette[number % palette.count] }
    }

    /// A copy of the frame's pixels.
    package init(_ frame: VideoFrame) throws(DrawingError) {
        width = frame.width
        height = frame.height
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)),
            cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let context = cairo_create(surface)
        else { throw DrawingError("a picture of \(width) × \(height) cannot be drawn on: cairo has no room for it") }
        self.surface = surface
        self.context = context
        cairo_surface_flush(surface)
        defer { cairo_surface_mark_dirty(surface) }
        guard Self.copy(frame, to: cairo_image_surface_get_data(surface), stride: cairo_image_surface_get_stride(surface)) else {
            throw DrawingError("the colours of a picture of \(width) × \(height) cannot be converted")
        }
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    private static func copy(_ frame: VideoFrame, to target: UnsafeMutablePointer<UInt8>?, stride: Int32) -> Bool {
        let (width, height) = (frame.width, frame.height)
        let format = frame.layout == .rgb ? AV_PIX_FMT_RGB24 : AV_PIX_FMT_YUV420P
        guard let scaler = sws_getContext(
            Int32(width), Int32(height), format, Int32(width), Int32(height), AV_PIX_FMT_BGR0, Int32(SWS_BILINEAR), nil, nil, nil)
        else { return false }
        defer { sws_freeContext(scaler) }
        return frame.pixels.withBytes { bytes in
            guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return false }
            let luma = width * height
            var planes: [UnsafePointer<UInt8>?]
            var strides: [Int32]
            switch frame.layout {
            case .rgb: (planes, strides) = ([base], [Int32(width * 3)])
            case .i420: (planes, strides) = ([base, base + luma, base + luma + luma / 4], [Int32(width), Int32(width / 2), Int32(width / 2)])
            }
            planes += [UnsafePointer<UInt8>?](repeating: nil, count: 4 - planes.count)
            strides += [Int32](repeating: 0, count: 4 - strides.count)
            var targets = [target, nil, nil, nil]
            var targetStrides = [stride, 0, 0, 0]
            return sws_scale(scaler, planes, strides, 0, Int32(height), &targets, &targetStrides) == Int32(height)
        }
    }

    /// Reads the pixels: rows of blue, green, red, unused.
    func withPixels<Result>(_ body: (UnsafePointer<UInt8>?, _ stride: Int) -> Result) -> Result {
        cairo_surface_flush(surface)
        return body(UnsafePointer(cairo_image_surface_get_data(surface)), Int(cairo_image_surface_get_stride(surface)))
    }

    /// Length of one unit of line and text: pictures of every size are drawn on alike.
    private var unit: Double { max(1, Double(min(width, height)) / 240) }

    // MARK: What can be drawn

    /// A frame around a part of the picture, with a name on it.
    package func box(_ box: RelativeBox, _ name: String, _ colour: Colour) {
        let (x, y) = (box.x * Double(width), box.y * Double(height))
        set(colour)
        cairo_set_line_width(context, 1.5 * unit)
        cairo_rectangle(context, x, y, box.width * Double(width), box.height * Double(height))
        cairo_stroke(context)
        guard !name.isEmpty else { return }
        let layout = layout(name, size: 7)
        let size = self.size(of: layout)
        // Inside the picture, whatever the box does.
        let left = min(max(0, x), max(0, Double(width) - size.width - 4 * unit))
        let above = y - size.height - unit
        let top = above >= 0 ? above : min(max(0, y), Double(height) - size.height)
        set(colour)
        cairo_rectangle(context, left, top, size.width + 4 * unit, size.height + unit)
        cairo_fill(context)
        // Black on a light colour, white on a dark one.
        let isLight = 0.3 * colour.red + 0.59 * colour.green + 0.11 * colour.blue > 0.5
        set(isLight ? Colour(red: 0, green: 0, blue: 0) : Colour(red: 1, green: 1, blue: 1))
        show(layout, x: left + 2 * unit, y: top + 0.5 * unit)
    }

    /// Lines of text at the bottom, on a dark ground.
    package func caption(_ text: String) {
        guard !text.isEmpty else { return }
        let layout = layout(text, size: 9, width: Double(width) - 12 * unit)
        let size = self.size(of: layout)
        let top = Double(height) - size.height - 8 * unit
        set(Colour(red: 0, green: 0, blue: 0, alpha: 0.65))
        cairo_rectangle(context, 0, top, Double(width), Double(height) - top)
        cairo_fill(context)
        set(Colour(red: 1, green: 1, blue: 1))
        show(layout, x: 6 * unit, y: top + 4 * unit)
    }

    /// Values over the whole picture, row by row from the upper left, 0…1: red where they are high, nothing where they are low.
    package func heat(_ values: [Float], columns: Int) { overlay(values, columns: columns) { value in (value, 0.1 * value, 0, 0.65 * value) } }

    /// The same as a tint of what is inside a mask.
    package func mask(_ values: [Float], columns: Int, _ colour: Colour) {
        overlay(values, columns: columns) { value in
            let alpha = value > 0.5 ? 0.45 : 0
            return (Float(colour.red), Float(colour.green), Float(colour.blue), Float(alpha))
        }
    }

    private func overlay(_ values: [Float], columns: Int, _ colour: (Float) -> (red: Float, green: Float, blue: Float, alpha: Float)) {
        guard columns > 0, values.count >= columns, values.count.isMultiple(of: columns) else { return }
        let rows = values.count / columns
        guard let map = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(columns), Int32(rows)) else { return }
        defer { cairo_surface_destroy(map) }
        guard let pixels = cairo_image_surface_get_data(map) else { return }
        let stride = Int(cairo_image_surface_get_stride(map))
        for (index, value) in values.enumerated() {
            let (red, green, blue, alpha) = colour(min(1, max(0, value.isFinite ? value : 0)))
            let pixel = pixels + index / columns * stride + index % columns * 4
            // Colours are multiplied by their opacity, as cairo wants them.
            for (place, part) in [blue * alpha, green * alpha, red * alpha, alpha].enumerated() { pixel[place] = UInt8(min(255, max(0, part * 255))) }
        }
        cairo_surface_mark_dirty(map)
        cairo_save(context)
        cairo_scale(context, Double(width) / Double(columns), Double(height) / Double(rows))
        cairo_set_source_surface(context, map, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_BILINEAR)
        cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
        cairo_paint(context)
        cairo_restore(context)
    }

    // MARK: Text

    private func set(_ colour: Colour) { cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, colour.alpha) }

    private func layout(_ text: String, size: Double, width: Double? = nil) -> OpaquePointer {
        let layout = pango_cairo_create_layout(context)!
        let font = pango_font_description_from_string("sans")
        pango_font_description_set_absolute_size(font, size * unit * Double(taichu_pango_scale()))
        pango_layout_set_font_description(layout, font)
        pango_font_description_free(font)
        if let width {
            pango_layout_set_width(layout, Int32(width) * taichu_pango_scale())
            pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        }
        pango_layout_set_text(layout, text, -1)
        return layout
    }

    private func size(of layout: OpaquePointer) -> (width: Double, height: Double) {
        var (width, height): (Int32, Int32) = (0, 0)
        pango_layout_get_pixel_size(layout, &width, &height)
        return (Double(width), Double(height))
    }

    private func show(_ layout: OpaquePointer, x: Double, y: Double) {
        cairo_move_to(context, x, y)
        pango_cairo_show_layout(context, layout)
        taichu_unref(UnsafeMutableRawPointer(layout))
    }
}
