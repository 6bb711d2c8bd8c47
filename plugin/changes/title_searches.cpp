#include "changes/title_searches.hpp"

#include "model/media_ref.hpp"
#include "trakt/title_search.hpp"

namespace mod_trakt::changes {

bool goes_by_show(const TitleName& name) { return is_numbered(name) && !name.show.empty() && !is_strong(name.ids); }

TitleSearches::Found TitleSearches::search(TitleName& name, bool of_show) {
    return of_show ? ask(MediaType::Show, name.show) : ask(*name.type, name.ids);
}

TitleSearches::Found TitleSearches::ask(MediaType type, Ids& ids) {
    account::Aliases& aliases = context_.knowledge.aliases();
    Found result = Found::None;
    candidates_.clear();
    for (const IdKey key : strongest_first) {
        if (!ids.has(key)) continue;
        if (aliases.is_none(type, key, ids.get(key), scope_.clock())) {
            if (key == IdKey::Trakt) return result;
            continue;
        }
        if (!are_left()) return Found::OutOfBudget;
        ++searches_;
        const auto found = trakt::search_title(context_.api, type, key, ids.get(key), scope_);
        if (!found) return Found::Unknown;
        if (found->empty()) {
            aliases.learn_that_none(type, key, ids.get(key), scope_.clock());
            // Weaker ids do not replace a Trakt id.
            if (key == IdKey::Trakt) return result;
            continue;
        }
        if (found->size() != 1) {
            result = Found::Several;
            for (const auto trakt_id : *found) candidates_.push_back(std::to_string(trakt_id));
            continue;
        }
        aliases.learn(type, key, ids.get(key), found->front(), account::Aliases::Source::Search);
        ids.set(IdKey::Trakt, std::to_string(found->front()));
        return Found::One;
    }
    return result;
}

}  // namespace mod_trakt::changes
