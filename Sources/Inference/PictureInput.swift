internal import COpenVINO

/// How the pictures lie in memory that a graph is to read. Rows have no padding.
package enum PictureLayout: Sendable, Hashable, CaseIterable {
    /// Interleaved red, green, blue, shape [1, height, width, 3].
    case rgb
    /// Planar YUV 4:2:0 in one plane (limited range, BT.601), shape [1, height × 3/2, width, 1]. Width and height are even.
    case i420

    package func shape(width: Int, height: Int) -> [Int] {
        switch self {
        case .rgb: [1, height, width, 3]
        case .i420: [1, height * 3 / 2, width, 1]
        }
    }
}

/// A graph's input that takes pictures as the camera left them: 8 bits, of any size.
///
/// Resizing and the layout that the network wants are part of the graph already, put there by the runtime's pre-processing when the model was prepared (the C
/// interface cannot leave a picture's size open). What only the running program knows, the colours, is added here by the same pre-processing.
enum PictureInput {
    /// The graph with a colour conversion before `input`, which is [1, ?, ?, 3] of 8 bits. The caller frees both graphs.
    static func convertingI420(_ model: OpaquePointer, input: String, _ name: String) throws(InferenceError) -> OpaquePointer {
        func check(_ status: ov_status_e) throws(InferenceError) {
            try InferenceError.check(status, .runtime, "putting a colour conversion before input \(input) of \(name)")
        }
        var builder, info, tensor, steps, layout: OpaquePointer?
        defer {
            if let layout { ov_layout_free(layout) }
            if let steps { ov_preprocess_preprocess_steps_free(steps) }
            if let tensor { ov_preprocess_input_tensor_info_free(tensor) }
            if let info { ov_preprocess_input_info_free(info) }
            if let builder { ov_preprocess_prepostprocessor_free(builder) }
        }
        try check(ov_preprocess_prepostprocessor_create(model, &builder))
        try check(ov_preprocess_prepostprocessor_get_input_info_by_name(builder, input, &info))
        try check(ov_preprocess_input_info_get_tensor_info(info, &tensor))
        try check(ov_preprocess_input_info_get_preprocess_steps(info, &steps))
        try check(ov_layout_create("NHWC", &layout))
        try check(ov_preprocess_input_tensor_info_set_element_type(tensor, U8))
        try check(ov_preprocess_input_tensor_info_set_layout(tensor, layout))
        try check(ov_preprocess_input_tensor_info_set_color_format(tensor, I420_SINGLE_PLANE))
        try check(ov_preprocess_preprocess_steps_convert_color(steps, RGB))
        var built: OpaquePointer?
        try check(ov_preprocess_prepostprocessor_build(builder, &built))
        guard let built else { throw InferenceError(code: .runtime, "putting a colour conversion before input \(input) of \(name): no graph came back") }
        return built
    }
}
