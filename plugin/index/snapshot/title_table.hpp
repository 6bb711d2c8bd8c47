// The title table of a snapshot's section: the ids of each title, and its place in its show, in about twenty bytes. A
// title is found by it without the text of the document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "index/snapshot/record_set.hpp"
#include "model/item.hpp"
#include "model/media_type.hpp"

namespace mod_trakt::index {

// Ids as numbers, 0 for a missing id; see id_number().
struct NumericIds {
    std::int64_t trakt = 0, tvdb = 0, tmdb = 0, imdb = 0;
};

// The number of this id, unique among the ids of this key and never 0. Nullopt for slugs and for ids without the usual
// form ("00550").
std::optional<std::int64_t> id_number(IdKey key, std::string_view text) noexcept;

// The ids as text again.
Ids ids_of(const NumericIds& numbers, std::string_view slug = {});

struct TitleShow {
    NumericIds ids;
    std::string_view slug;
};

struct Title {
    static constexpr std::uint32_t no_show = UINT32_MAX;

    NumericIds ids;
    std::uint32_t show = no_show;           // of a season or episode: the number of its show in the table
    std::uint16_t season = 0, episode = 0;  // valid if `is_numbered`
    MediaType type = MediaType::Movie;
    bool is_numbered = false;  // the season is known, and for an episode also its number
    // An id or a number does not have the usual form, so the text of the title's entries has to be read.
    bool is_in_text = false;
};

// Receives the contents of a table: each show before its first title. The slug of a show points into the table.
// Title::show is the number of the show in the order of these calls.
class TitleVisitor {
public:
    virtual void show(const TitleShow& show) = 0;
    virtual void title(const Title& title) = 0;

protected:
    ~TitleVisitor() = default;
};
// Returns false if the table is damaged; then ignore what the visitor received.
bool read_titles(std::string_view table, TitleVisitor& visitor);

class TitleTable {
public:
    // Reserves address space for this many titles; memory is used only when titles are added.
    void reserve(std::size_t titles);
    // Loads into the CPU cache the place of a title that is about to be added.
    void expect(std::int64_t trakt_id) const noexcept;
    // Adds the title unless an equal one is there, and returns its number. `trakt_id`: from the row; 0: it is taken
    // from the item's ids, if they have one.
    std::uint32_t add(const Item& item, std::int64_t trakt_id = 0);
    // The same; `show` is null for a title without a show.
    std::uint32_t add(Title title, const TitleShow* show);

    std::size_t size() const noexcept { return titles_.size(); }
    std::string encode() const;

private:
    RecordSet shows_, titles_;
    std::string show_record_;  // of the last show; a member so that its memory is used again
};

// The number of encoded parts in the table. Titles and shows are numbered through all parts.
std::size_t count_parts(std::string_view table) noexcept;

}  // namespace mod_trakt::index
