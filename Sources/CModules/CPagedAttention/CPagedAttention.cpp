#include "CPagedAttention.h"

#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <openvino/core/model.hpp>
#include <openvino/opsets/opset13.hpp>
#include <openvino/pass/sdpa_to_paged_attention.hpp>

namespace {

// What the C interface's handle of a model is (src/bindings/c/src/common.h of the pinned version); `ov_model_free` deletes it as such.
struct Handle {
    std::shared_ptr<ov::Model> object;
};

// Of [n, 1, size], what the last product of matrices is given, the last row: of one token alone the next is chosen.
void keepLast(const std::shared_ptr<ov::Model>& model) {
    using namespace ov::opset13;
    auto node = model->output("logits").get_node_shared_ptr()->get_input_node_shared_ptr(0);
    while (ov::is_type<Convert>(node) || ov::is_type<Add>(node) || ov::is_type<Multiply>(node) || ov::is_type<Divide>(node) || ov::is_type<Tanh>(node) || ov::is_type<Reshape>(node))
        node = node->get_input_node_shared_ptr(0);
    OPENVINO_ASSERT(ov::is_type<MatMul>(node), "its logits do not come out of a product of matrices but of ", node->get_type_name());
    const auto one = [](int64_t value) { return Constant::create(ov::element::i64, ov::Shape{1}, {value}); };
    const auto last = std::make_shared<Slice>(node->input_value(0), one(-1), one(std::numeric_limits<int64_t>::max()), one(1), one(0));
    node->input(0).replace_source_output(last->output(0));
    model->validate_nodes_and_infer_types();
}

}  // namespace

extern "C" int cpaged_attention(void* model, char* message, size_t room) {
    try {
        const auto& object = static_cast<Handle*>(model)->object;
        ov::pass::SDPAToPagedAttention pass;
        pass.run_on_model(object);
        keepLast(object);
        return 0;
    } catch (const std::exception& error) {
        // The first line says enough; the others are places in the runtime's source.
        const char* text = error.what();
        std::snprintf(message, room, "%.*s", static_cast<int>(std::strcspn(text, "\n")), text);
    } catch (...) {
        std::snprintf(message, room, "an error that it does not name");
    }
    return 1;
}
