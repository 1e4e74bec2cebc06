#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "CTOML.h"

#include <exception>
#include <memory>
#include <string>
#include <vector>

struct ctoml_document {
    toml::table root;  // owns every text that the entries point into
    std::vector<ctoml_entry> entries;
    std::string error;
    ctoml_place error_place{};
};

namespace {

ctoml_place place_of(const toml::source_region &region) {
    return {region.begin.line, region.begin.column};
}

ctoml_entry entry_of(const toml::node &node) {
    ctoml_entry entry{};
    entry.parent = -1;
    entry.place = place_of(node.source());
    if (node.is_table()) {
        entry.kind = CTOML_TABLE;
    } else if (node.is_array()) {
        entry.kind = CTOML_ARRAY;
    } else if (const auto *text = node.as_string()) {
        entry.kind = CTOML_STRING;
        entry.text = text->get().data();
        entry.text_length = text->get().size();
    } else if (const auto *integer = node.as_integer()) {
        entry.kind = CTOML_INTEGER;
        entry.integer = integer->get();
    } else if (const auto *number = node.as_floating_point()) {
        entry.kind = CTOML_FLOAT;
        entry.number = number->get();
    } else if (const auto *flag = node.as_boolean()) {
        entry.kind = CTOML_BOOLEAN;
        entry.boolean = flag->get() ? 1 : 0;
    } else {
        entry.kind = CTOML_DATE;
    }
    return entry;
}

// Depth is bounded by toml++ itself (TOML_MAX_NESTED_VALUES).
void append(ctoml_document &document, const toml::node &node, int32_t parent, const toml::key *key) {
    ctoml_entry entry = entry_of(node);
    entry.parent = parent;
    if (key != nullptr) {
        entry.key = key->data();
        entry.key_length = key->length();
        entry.key_place = place_of(key->source());
    }
    const auto index = static_cast<int32_t>(document.entries.size());
    document.entries.push_back(entry);
    if (const auto *table = node.as_table()) {
        for (const auto &item : *table) append(document, item.second, index, &item.first);
    } else if (const auto *array = node.as_array()) {
        for (const auto &item : *array) append(document, item, index, nullptr);
    }
}

}  // namespace

extern "C" {

ctoml_document *ctoml_parse(const char *bytes, size_t length) {
    // toml++ reports through its result, not by throwing; what can still be thrown is bad_alloc, which no C caller could catch.
    try {
        auto document = std::make_unique<ctoml_document>();
        toml::parse_result result = toml::parse(std::string_view(bytes, length));
        if (result) {
            document->root = std::move(result).table();
            append(*document, document->root, -1, nullptr);
        } else {
            document->error = std::string(result.error().description());
            document->error_place = place_of(result.error().source());
        }
        return document.release();
    } catch (const std::exception &) {
        return nullptr;
    }
}

void ctoml_free(ctoml_document *document) { delete document; }

const char *ctoml_error(const ctoml_document *document) {
    return document->error.empty() ? nullptr : document->error.c_str();
}

ctoml_place ctoml_error_place(const ctoml_document *document) { return document->error_place; }

size_t ctoml_count(const ctoml_document *document) { return document->entries.size(); }

ctoml_entry ctoml_entry_at(const ctoml_document *document, size_t index) { return document->entries[index]; }

}
