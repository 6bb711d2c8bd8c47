#include "changes/title_searches.hpp"

#include <utility>

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
        const std::optional<Answer> answer = answer_for(type, key, ids.get(key));
        if (!answer) return Found::OutOfBudget;
        const Answer& found = *answer;
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

std::optional<TitleSearches::Answer> TitleSearches::answer_for(MediaType type, IdKey key, std::string_view value) {
    std::tuple<MediaType, IdKey, std::string> id(type, key, value);
    if (const auto known = answers_.find(id); known != answers_.end()) return known->second;
    if (searches_ >= most_searches) return std::nullopt;
    ++searches_;
    Answer answer = trakt::search_title(context_.api, type, key, value, scope_);
    if (!answer || !answer->empty()) answers_.emplace(std::move(id), answer);
    return answer;
}

}  // namespace mod_trakt::changes
