// What a snapshot holds, found through its tables: no text of the document is read, but for the rare titles that the
// tables do not tell.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "account/held_items.hpp"
#include "account/number_places.hpp"
#include "account/title_token.hpp"
#include "index/snapshot/snapshot.hpp"
#include "index/snapshot/title_table.hpp"
#include "model/key_rules.hpp"

namespace mod_trakt::account {

class HeldRows {
public:
    // Throws Failure INTERNAL when the snapshot is not what was written: never "nothing is held".
    HeldRows(const index::CompleteSnapshot& snapshot, const KeyRules& rules);

    // Appends the holdings of the titles that the token names and that do not contradict `wanted`, in the order of the
    // document, without the plays that are gone.
    void find(const TitleToken& token, const TraktIds& wanted, const std::set<std::int64_t>& gone,
              std::vector<Holding>& found) const;
    std::size_t size() const noexcept { return rows_.size() + in_text_.size(); }
    // How many of these plays it has.
    std::size_t count_of(const std::set<std::int64_t>& history_ids) const;

private:
    static constexpr std::size_t keys = 4;  // see slot_of()
    using PlacesByKey = std::array<NumberPlaces, keys>;

    static std::optional<std::size_t> slot_of(IdKey key) noexcept;
    void add_shows(const index::TitlesOfTable& decoded);
    void add_titles(const index::TitlesOfTable& decoded, std::uint32_t first_show);
    // Rows of plays belong to all titles of their Trakt id, other rows to one title.
    std::string_view add_plays(const index::SnapshotSection& section, std::uint32_t first_title,
                               std::string_view entries, const KeyRules& rules);
    std::string_view add_media(const index::SnapshotSection& section, std::uint32_t first_title,
                               std::string_view entries, const KeyRules& rules);
    void add_row(std::optional<std::uint32_t> owner, const Holding& holding, std::string_view entry,
                 const KeyRules& rules);
    template <typename F>
    void each_title(const TitleToken& token, F&& f) const;
    bool contradicts(const index::Title& title, const TraktIds& wanted) const noexcept;

    index::CompleteSnapshot snapshot_;  // a copy shares the bytes, which slugs stand in
    std::vector<index::TitleShow> shows_;
    PlacesByKey shows_by_id_;
    std::unordered_multimap<std::string_view, std::uint32_t> shows_by_slug_;

    std::vector<index::Title> titles_;  // their shows are places in shows_
    std::array<PlacesByKey, media_type_count> titles_by_id_;
    std::array<NumberPlaces, media_type_count> titles_in_shows_;
    std::vector<std::uint32_t> owners_;    // by title: the one that has its rows
    std::vector<bool> is_told_by_text_;    // by owner: its rows are among in_text_
    std::vector<std::uint32_t> last_row_;  // by owner, counted from 1

    std::vector<Holding> rows_;
    std::vector<std::uint32_t> row_before_;  // of the same owner, counted from 1
    HeldItems in_text_;
};

}  // namespace mod_trakt::account
