// The inputs of one call that mean the same title, and the same minute where it is about plays: one change is sent for
// all of them, and they share its verdict.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/title_name.hpp"

namespace mod_trakt::features {

class TitleGroups {
public:
    struct Place {
        std::size_t group = 0;  // groups are numbered from 0 in the order of their first inputs
        std::size_t first = 0;  // the group's first input
        bool is_new = false;
        // The name has Trakt's own id and those before it had not: it says for sure which title is meant.
        bool is_surer = false;
    };

    // A name joins a group when it means the same as one of its names and none of them means another title. When
    // several groups would have it, nobody knows which is meant, and it stays apart.
    Place join(std::size_t input, TitleName name, std::int64_t minute_ms = 0);

private:
    struct Group {
        std::size_t first = 0;
        std::vector<TitleName> names;  // each once
        bool has_trakt_id = false;
    };
    bool belongs(const TitleName& name, const Group& group) const;

    std::vector<Group> groups_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_token_;
};

}  // namespace mod_trakt::features
