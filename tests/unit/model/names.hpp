// Titles by a few ids.
#pragma once

#include <initializer_list>
#include <optional>
#include <utility>

#include "model/title_name.hpp"

namespace mod_trakt::test {

using IdList = std::initializer_list<std::pair<IdKey, const char*>>;

inline Ids ids(IdList list) {
    Ids made;
    for (const auto& [key, value] : list) made.set(key, value);
    return made;
}

inline TitleName title(MediaType type, IdList own) {
    TitleName name;
    name.type = type;
    name.ids = ids(own);
    return name;
}

inline TitleName season(IdList own, IdList show, std::int64_t number) {
    TitleName name = title(MediaType::Season, own);
    name.show = ids(show);
    name.season = number;
    return name;
}

inline TitleName episode(IdList own, IdList show, std::int64_t season, std::int64_t number) {
    TitleName name = title(MediaType::Episode, own);
    name.show = ids(show);
    name.season = season;
    name.episode = number;
    return name;
}

}  // namespace mod_trakt::test
