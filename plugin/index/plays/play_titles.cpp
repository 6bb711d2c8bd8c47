#include "index/plays/play_titles.hpp"

#include "index/paging/seen_ids.hpp"
#include "index/snapshot/snapshot.hpp"
#include "support/error.hpp"

namespace mod_trakt::index {
namespace {

TitlesOfTable decode(std::string_view table) {
    auto decoded = decode_titles(table);
    if (!decoded) throw Failure(Status::Internal, "internal", "the titles of a snapshot in memory are damaged");
    return *std::move(decoded);
}

// Few new titles are put behind the table as it was; after so many times it is made anew, without titles that have lost
// their last play.
constexpr std::size_t most_pieces = 16;

template <typename Predicate>
void add_titles(std::string_view table, Predicate&& is_wanted, TitleTable& titles) {
    const TitlesOfTable from = decode(table);
    for (const Title& title : from.titles)
        if (is_wanted(title)) titles.add(title, title.show != Title::no_show ? &from.shows[title.show] : nullptr);
}

}  // namespace

std::string encode_titles_of(const PlayList& list, std::string_view section) {
    const SnapshotSection* former = list.base != nullptr ? list.base->section(section) : nullptr;
    if (former == nullptr && list.titles.size() == 1) return list.titles.front()->encode();
    const bool is_pieced = former != nullptr && count_pieces(former->tables.titles) < most_pieces;
    const auto is_new = [&](const Play& play) {
        return !is_pieced || play.entry.empty() || !list.base->has_text(play.entry);
    };
    SeenIds wanted;
    for (const Play& play : list.plays)
        if (is_new(play)) wanted.put(play.trakt_id, 1);
    const auto is_wanted = [&](const Title& title) { return wanted.has(title.ids.trakt); };
    TitleTable titles;
    if (former != nullptr && !is_pieced) add_titles(former->tables.titles, is_wanted, titles);
    for (const auto& read : list.titles) add_titles(read->encode(), is_wanted, titles);
    return is_pieced ? std::string(former->tables.titles) + titles.encode() : titles.encode();
}

}  // namespace mod_trakt::index
