// Titles of holdings that an input may mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "model/title_match.hpp"
#include "model/title_name.hpp"

namespace mod_trakt::account {

struct Holding {
    std::int64_t history_id = 0;                      // of a play; 0 otherwise
    std::int64_t watched_ms = 0;                      // of a play, as Trakt has it
    int rating = 0;                                   // of a rating; 0 otherwise
    std::optional<std::int64_t> rated_ms;             // of a rating; for a watchlist entry, when it was listed
    std::optional<std::int64_t> year = std::nullopt;  // of the title of a play; nullopt also if it was not read
};

// A play with the name of its title.
struct HeldPlay {
    std::int64_t watched_ms = 0;
    TitleName title;
    std::optional<std::int64_t> year;  // of the title
};

// A rating or a watchlist entry with the name of its title.
struct HeldEntry {
    TitleName name;
    Holding holding;
};

// True if two names, as rows or tables have them, are of one title. Tables do not keep a title's own
// slug, so names with a Trakt id are compared by that id alone.
inline bool is_same_row_title(const TitleName& a, const TitleName& b) {
    if (a.type != b.type) return false;
    if (a.ids.has(IdKey::Trakt) || b.ids.has(IdKey::Trakt)) return a.ids.get(IdKey::Trakt) == b.ids.get(IdKey::Trakt);
    return a == b;
}

struct HeldTitle {
    std::vector<TitleName> names;  // several if its ids changed between its rows
    std::vector<Holding> holdings;
};

// All titles that share an id with an input, each once.
class HeldTitles {
public:
    // Identifies the row of a holding, so that a row that is found by several tokens is added once.
    struct Row {
        const void* source = nullptr;
        std::size_t section = 0, number = 0;
        bool operator<(const Row& other) const noexcept {
            return std::tie(source, section, number) < std::tie(other.source, other.section, other.number);
        }
    };
    // Returns the number of the title with this name, which is added if it is new. Names with equal Trakt ids are of
    // one title.
    std::size_t title_named(const TitleName& name);
    void add(std::size_t title, const Row& row, const Holding& holding);
    void add_show(const Ids& show);

    // The Trakt ids of all titles or shows that have one.
    std::vector<std::string> trakt_ids() const;
    std::vector<std::string> trakt_ids_of_shows() const;
    // Removes titles without a holding. To be called after all titles and holdings were added.
    void drop_titles_without_holdings();
    TitleMatch match(const TitleName& input) const;
    // True if a title with another Trakt id has one of the input's own ids.
    bool others_share_ids(const TitleName& input) const;
    // True if the show of a held title has an id of the input's show and another Trakt id.
    bool other_shows_share_ids(const TitleName& input) const;
    const std::vector<HeldTitle>& titles() const noexcept { return titles_; }

private:
    std::vector<HeldTitle> titles_;
    std::vector<Ids> shows_;
    std::set<Row> rows_;
};

// The held title that an input means.
struct HeldMatch {
    TitleMatch::Kind kind = TitleMatch::Kind::NotHeld;
    HeldTitle title;  // Held: its holdings are in the order of the document, and own changes come last
    // If ambiguous: the titles that the input may mean. Otherwise: the titles that weaker ids of the input name.
    std::vector<HeldTitle> rivals;
    // True if a held title has one of the input's own ids and another Trakt id.
    bool others_share_ids = false;
    ShowMatch show;                      // see TitleMatch
    bool other_shows_share_ids = false;  // the same for the shows of held titles and the input's show

    bool is_held() const noexcept { return kind == TitleMatch::Kind::Held; }
    bool is_ambiguous() const noexcept {
        return kind == TitleMatch::Kind::Ambiguous || kind == TitleMatch::Kind::AmbiguousByShow;
    }
};

}  // namespace mod_trakt::account
