// The table of titles that stands beside the rows of a snapshot's section: under which ids, and where in which show,
// each title is known, in about twenty bytes. Whoever looks for a title needs no text of the document.
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

// Ids as numbers, 0 where there is none; see id_number().
struct NumericIds {
    std::int64_t trakt = 0, tvdb = 0, tmdb = 0, imdb = 0;
};

// The number that stands for this id and for no other of its id space; nullopt when the id is not of the usual form
// ("00550"). Never 0. Slugs have none.
std::optional<std::int64_t> id_number(IdKey key, std::string_view text) noexcept;

struct TitleShow {
    NumericIds ids;
    std::string_view slug;
};

struct Title {
    static constexpr std::uint32_t no_show = UINT32_MAX;

    NumericIds ids;
    std::uint32_t show = no_show;           // of a season or episode: its place among the shows of the table
    std::uint16_t season = 0, episode = 0;  // where `is_numbered`
    MediaType type = MediaType::Movie;
    bool is_numbered = false;  // the season is known, and of an episode its number too
    // An id or a number is not of the usual form: only the text of the title's rows tells.
    bool is_in_text = false;
};

// What a table holds: each show, with text of the table, before the first title that is of it. Title::show counts the
// shows that were told.
class TitleVisitor {
public:
    virtual void show(const TitleShow& show) = 0;
    virtual void title(const Title& title) = 0;

protected:
    ~TitleVisitor() = default;
};
// False: the table is damaged, and what was told means nothing.
bool read_titles(std::string_view table, TitleVisitor& visitor);

class TitleTable {
public:
    // Room for so many titles without moving; memory is used only as they come.
    void reserve(std::size_t titles);
    // The place of the title in the table; equal titles have one. `trakt_id`: as the row says it; 0: as the ids say it,
    // if at all.
    std::uint32_t add(const Item& item, std::int64_t trakt_id = 0);
    // Its place, too; `show` is null where it has none.
    std::uint32_t add(Title title, const TitleShow* show);

    std::size_t size() const noexcept { return titles_.size(); }
    std::string encode() const;

private:
    RecordSet shows_, titles_;
    std::string show_record_;  // of the last one, for its memory
};

// A table is made of one or more such pieces; the numbers of titles and shows go on from piece to piece.
std::size_t count_pieces(std::string_view table) noexcept;

}  // namespace mod_trakt::index
