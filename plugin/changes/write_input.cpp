#include "changes/write_input.hpp"

#include "model/canonical_key.hpp"
#include "support/error.hpp"

namespace mod_trakt::changes {

std::vector<WriteInput> parse_items(std::string_view items_json, json::Document& document, const KeyRules& rules) {
    if (const auto error = document.parse(std::string(items_json)))
        throw Failure(Status::InvalidArgument, "bad_items",
                      "the items are not JSON: " + error->message + " at byte " + std::to_string(error->offset) +
                          (error->path.empty() ? "" : " (items" + error->path + ")"));
    const json::Value root = document.root();
    if (!root.is_array()) throw Failure(Status::InvalidArgument, "bad_items", "the items are not a JSON array");

    std::vector<WriteInput> inputs;
    inputs.reserve(root.size());
    for (const json::Value element : root.elements()) {
        WriteInput& input = inputs.emplace_back();
        input.index = inputs.size() - 1;
        input.raw = element;
        if (!element.is_object()) continue;
        input.item = reduce(element, rules);
        input.item->request_ids = std::make_shared<const RequestIds>(request_ids(element, rules.profile));
        // show_ids without a usable id still say that the ids beside them are the item's own (TITLE-11).
        if (is_of_type(*input.item, MediaType::Episode) && !input.item->show_ids && element["show_ids"].is_object() &&
            !element["show_ids"].empty())
            input.item->has_own_ids = true;
        input.key = canonical_key(*input.item, rules);
    }
    return inputs;
}

}  // namespace mod_trakt::changes
