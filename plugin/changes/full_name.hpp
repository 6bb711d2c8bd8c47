// The name of an intent's title with all that is known of it.
#pragma once

#include "changes/intent.hpp"
#include "model/title_name.hpp"

namespace mod_trakt::changes {

// The name that the input gives, completed by what the account has of the title.
inline TitleName full_name(const Intent& intent) {
    TitleName name = intent.name;
    if (!intent.held.is_held() || intent.held.title.names.empty()) return name;
    const TitleName& held = intent.held.title.names.front();
    const auto complete = [](Ids& ids, const Ids& known) {
        known.each([&](IdKey key, std::string_view value) {
            if (!ids.has(key)) ids.set(key, value);
        });
    };
    complete(name.ids, held.ids);
    complete(name.show, held.show);
    if (!name.season) name.season = held.season;
    if (!name.episode) name.episode = held.episode;
    return name;
}

}  // namespace mod_trakt::changes
