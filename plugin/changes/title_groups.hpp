// The inputs of one call that mean the same title, and the same minute where it is about plays: one change is sent for
// all of them, and they share its verdict. (Removals of plays need none of it: each input takes a play of its own.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/title_name.hpp"

namespace mod_trakt::changes {

class TitleGroups {
public:
    struct Place {
        std::size_t group = 0;  // groups are numbered from 0 in the order of their first inputs
        std::size_t first = 0;  // the group's first input
        bool is_new = false;
        // The name has Trakt's own id and those before it had not: it says for sure which title is meant.
        bool is_surer = false;
        std::vector<std::size_t> absorbed;  // groups that turn out to mean the same: nothing is sent for them
        std::optional<std::size_t> surer;   // the one of them whose name is the surer one
    };

    // A name joins a group when it means the same as one of its names and none of them means another title. When it
    // fits several groups that may be one title, they become one; when they surely are not, nobody knows which is
    // meant, and the name stays apart.
    Place join(std::size_t input, TitleName name, std::int64_t minute_ms = 0);
    bool is_absorbed(std::size_t group) const { return groups_[group].is_absorbed; }
    std::size_t first_input(std::size_t group) const { return groups_[group].first; }

private:
    struct Group {
        std::size_t first = 0;
        std::vector<TitleName> names;    // each once
        std::vector<std::string> texts;  // likeness_texts() of all of them
        bool has_trakt_id = false;
        bool is_absorbed = false;
    };
    static bool belongs(const TitleName& name, const Group& group);
    // No name of one means another title than a name of the other.
    static bool may_be_one(const Group& a, const Group& b);
    std::vector<std::size_t> groups_for(const TitleName& name, const std::vector<std::string>& texts) const;
    Place add_group(std::size_t input, TitleName name, const std::vector<std::string>& texts);
    void note(std::size_t group, TitleName name, const std::vector<std::string>& texts);
    void absorb(std::size_t from, std::size_t into);

    std::vector<Group> groups_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_text_;
};

}  // namespace mod_trakt::changes
