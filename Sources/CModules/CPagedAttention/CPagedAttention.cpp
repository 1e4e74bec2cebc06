#include "CPagedAttention.h"

#include <cstdio>
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <openvino/core/model.hpp>
#include <openvino/opsets/opset13.hpp>
#include <openvino/pass/sdpa_to_paged_attention.hpp>
#include <unordered_set>
#include <vector>

namespace {

// What the C interface's handle of a model is (src/bindings/c/src/common.h of the pinned version); `ov_model_free` deletes it as such.
struct Handle {
    std::shared_ptr<ov::Model> object;
};

using Nodes = std::vector<std::shared_ptr<ov::Node>>;
using Places = std::vector<ov::Input<ov::Node>>;

// `first` and everything that uses its result.
std::unordered_set<const ov::Node*> behind(const ov::Node* first, const Nodes& ordered) {
    std::unordered_set<const ov::Node*> found{first};
    for (const auto& node : ordered)
        for (const auto& input : node->input_values())
            if (found.count(input.get_node())) found.insert(node.get());
    return found;
}

// Where rows [n, ...] come in from `first` on; false when something there reckons with their number.
bool entrances(const ov::Node* first, const Nodes& ordered, Places& places) {
    places.clear();
    const auto late = behind(first, ordered);
    for (const auto& node : ordered) {
        if (!late.count(node.get())) continue;
        for (const auto& input : node->inputs()) {
            const auto source = input.get_source_output();
            if (late.count(source.get_node()) || ov::is_type<ov::opset13::Constant>(source.get_node())) continue;
            const auto& shape = source.get_partial_shape();
            if (shape.rank().is_dynamic() || source.get_element_type().is_integral_number()) return false;
            // Weights as they are unpacked.
            if (shape.is_static()) continue;
            if (shape.size() < 2 || shape[0].is_static()) return false;
            places.push_back(input);
        }
    }
    return true;
}

// The next token is chosen of the last one's row alone. So behind its keys and values the last layer computes that row only: from the first product of matrices behind the last attention, or from
// the first where that can be done.
void keepLast(const std::shared_ptr<ov::Model>& model) {
    using namespace ov::opset13;
    const auto ordered = model->get_ordered_ops();
    auto attention = ordered.rbegin();
    while (attention != ordered.rend() && std::strcmp((*attention)->get_type_name(), "PagedAttentionExtension")) ++attention;
    OPENVINO_ASSERT(attention != ordered.rend(), "it has no attention whose keys and values could lie in blocks");
    const auto after = behind(attention->get(), ordered);
    const auto one = [](int64_t value) { return Constant::create(ov::element::i64, ov::Shape{1}, {value}); };
    Places places;
    for (const auto& node : ordered) {
        if (!after.count(node.get()) || !ov::is_type<MatMul>(node) || !entrances(node.get(), ordered, places)) continue;
        std::map<ov::Output<ov::Node>, std::shared_ptr<Slice>> cut;
        for (auto& place : places) {
            auto& slice = cut[place.get_source_output()];
            if (!slice) slice = std::make_shared<Slice>(place.get_source_output(), one(-1), one(std::numeric_limits<int64_t>::max()), one(1), one(0));
            place.replace_source_output(slice->output(0));
        }
        model->validate_nodes_and_infer_types();
        return;
    }
    OPENVINO_ASSERT(false, "its logits do not come out of a product of matrices");
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
