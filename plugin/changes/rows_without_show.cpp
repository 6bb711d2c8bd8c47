#include "changes/rows_without_show.hpp"

#include <algorithm>
#include <vector>

#include "account/holdings.hpp"
#include "model/media_ref.hpp"

namespace mod_trakt::changes {
namespace {

// The episode by its ids, without a show; nullopt: these ids could not be such a row's.
std::optional<TitleName> name_without_show(const WriteInput& input) {
    if (!input.item || !is_of_type(*input.item, MediaType::Episode)) return std::nullopt;
    if (input.item->show_ids || input.item->has_own_ids || !is_strong(ids_for_requests(*input.item)))
        return std::nullopt;
    TitleName name;
    name.type = MediaType::Episode;
    name.ids = ids_for_requests(*input.item);
    return name;
}

bool has_no_show(const account::HeldTitle& title) {
    return std::all_of(title.names.begin(), title.names.end(), [](const TitleName& name) { return name.show.empty(); });
}

}  // namespace

void recognise_rows_without_show(std::span<WriteInput> inputs, FeatureId feature, account::Context& context,
                                 const CallScope& scope) {
    if (context.options.keys.profile != KeyProfile::CrossWatch32) return;
    std::vector<TitleName> names;
    std::vector<WriteInput*> named;
    for (WriteInput& input : inputs) {
        auto name = name_without_show(input);
        if (!name) continue;
        names.push_back(*std::move(name));
        named.push_back(&input);
    }
    if (names.empty()) return;
    context.account.recall(scope);
    const index::SnapshotPtr last = context.knowledge.last(feature);
    if (last == nullptr) return;
    const auto holdings = account::Holdings::of(*last, context.options.keys);
    holdings.look_for(names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const account::HeldMatch match = holdings.match(names[i]);
        named[i]->item->has_own_ids = match.is_held() && has_no_show(match.title);
    }
}

}  // namespace mod_trakt::changes
