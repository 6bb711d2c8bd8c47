// Groups the inputs of one call that mean the same title (and the same minute, for plays): one change is sent for each
// group, and its inputs share the verdict. Removals of plays are not grouped: each input removes another play.
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
        // A name has Trakt's own id, which no earlier name of the group had, so it identifies the title for certain.
        bool is_surer = false;
        std::vector<std::size_t> absorbed;  // groups that were joined into this one: nothing is sent for them
        std::optional<std::size_t> surer;   // the absorbed group that has a Trakt id, if this group had none
    };

    // The names of one title join a group if one of them means the same title as one of the group's names, and none
    // contradicts a name of the group. If they fit several groups that may be one title, these become one group. If the
    // groups contradict each other, the names are ambiguous and get a group of their own.
    Place join(std::size_t input, std::vector<TitleName> names, std::int64_t minute_ms = 0);
    bool is_absorbed(std::size_t group) const { return groups_[group].is_absorbed; }
    std::size_t first_input(std::size_t group) const { return groups_[group].first; }

private:
    struct Group {
        std::size_t first = 0;
        std::vector<TitleName> names;    // without duplicates
        std::vector<std::string> texts;  // likeness_texts() of all names
        bool has_trakt_id = false;
        bool is_absorbed = false;
    };
    static bool belong(const std::vector<TitleName>& names, const Group& group);
    // True if no name of one group contradicts a name of the other.
    static bool may_be_one(const Group& a, const Group& b);
    std::vector<std::size_t> groups_for(const std::vector<TitleName>& names,
                                        const std::vector<std::string>& texts) const;
    Place add_group(std::size_t input, std::vector<TitleName> names, const std::vector<std::string>& texts);
    void note(std::size_t group, std::vector<TitleName> names, const std::vector<std::string>& texts);
    void absorb(std::size_t from, std::size_t into);

    std::vector<Group> groups_;
    std::unordered_map<std::string, std::vector<std::size_t>> by_text_;
};

}  // namespace mod_trakt::changes
