// Reads all titles of a table into a list. (The plugin visits them one after the other.)
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "index/snapshot/title_table.hpp"

namespace mod_trakt::test {

struct DecodedTitles {
    std::vector<index::Title> titles;
    std::vector<index::TitleShow> shows;  // with text of the table
};

// Nullopt when the table is damaged.
inline std::optional<DecodedTitles> decode_titles(std::string_view table) {
    class Keeper final : public index::TitleVisitor {
    public:
        void show(const index::TitleShow& show) override { kept.shows.push_back(show); }
        void title(const index::Title& title) override { kept.titles.push_back(title); }

        DecodedTitles kept;
    } keeper;
    if (!index::read_titles(table, keeper)) return std::nullopt;
    return std::move(keeper.kept);
}

}  // namespace mod_trakt::test
