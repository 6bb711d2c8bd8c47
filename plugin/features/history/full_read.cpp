#include "features/history/full_read.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "features/history/tied_plays.hpp"
#include "support/iso_time.hpp"
#include "trakt/page.hpp"

namespace mod_trakt::features {
namespace {

// A shorter read is cheap to repeat, so its pages are not kept.
constexpr std::int64_t pages_worth_keeping = 8;
constexpr std::int64_t long_read_ms = 2'000;

// Returns the times in the order of the page, and the sorted ids of its plays without those of its last time: plays of
// one time may come in any order, so other plays of that time may have been on this page before.
std::pair<std::vector<std::int64_t>, std::vector<std::int64_t>> comparable(std::span<const index::Play> page) {
    std::vector<std::int64_t> times, ids;
    for (const index::Play& play : page) times.push_back(play.watched_ms);
    for (const index::Play& play : page)
        if (play.watched_ms != times.back()) ids.push_back(play.history_id);
    std::sort(ids.begin(), ids.end());
    return {times, ids};
}

bool are_same_rows(std::span<const index::Play> first, std::span<const index::Play> second) {
    return comparable(first) == comparable(second);
}

}  // namespace

index::List FullReader::list(std::string path, account::Context& context, const CallScope& scope,
                             Witnesses& witnesses) {
    index::List list = history_list(std::move(path), context);
    list.take = [this](const trakt::Page& page, std::span<const json::Value> rows) { take(page, rows); };
    list.take_kept = [this](std::int64_t page) { return take_kept(page); };
    list.is_kept = [this](std::int64_t page) { return journal_->is_whole(page); };
    list.restart = [this] { restart(); };
    list.time = [](json::Value row) { return parse_iso_ms(row["watched_at"].text()); };
    list.fill_ties = [this, &context, &scope](const index::TiesWanted& ties) {
        return fill_ties(ties, context, scope);
    };
    list.confirms = [this, &witnesses](const index::RowsSeen& rows) {
        return witnesses.confirm_plays(type_, rows, plays_);
    };
    return list;
}

void FullReader::take(const trakt::Page& page, std::span<const json::Value> rows) {
    constexpr std::int64_t most_reserved = 1'000'000;  // a header may announce any number of rows
    if (++pages_ == 1 && page.item_count) {
        const auto coming = static_cast<std::size_t>(std::clamp<std::int64_t>(*page.item_count, 0, most_reserved));
        plays_.reserve(coming);
        rows_.reserve(coming);
    }
    const std::size_t first_play = plays_.size();
    for (const json::Value row : rows) plays_.push_back(rows_.take(row));
    const auto plays = std::span(plays_).subspan(first_play);
    if (pages_ == 1) {
        // Kept pages are used only if the first page is the same as when they were kept.
        index::EntryArena compared;
        const auto kept = journal_->kept(1, compared);
        if (kept && !(kept->facts.item_count == page.item_count && kept->facts.limit == page.limit &&
                      are_same_rows(kept->plays, plays)))
            journal_->discard();
    }
    const bool can_be_kept =
        rows.size() == page.rows && page.page_count &&
        std::all_of(plays.begin(), plays.end(), [](const index::Play& play) { return play.history_id != 0; });
    if (can_be_kept)
        journal_->add(pages_, {.page_count = page.page_count,
                               .item_count = page.item_count,
                               .limit = page.limit,
                               .first_play = first_play,
                               .plays = plays.size()});
    is_worth_keeping_ = is_worth_keeping_ || page.page_count.value_or(0) >= pages_worth_keeping;
    // A long read writes its pages, so that they are not lost if the process is killed.
    if (clock_->steady_ms() - begun_ms_ >= long_read_ms) keep();
}

std::optional<index::PageFacts> FullReader::take_kept(std::int64_t page) {
    if (page != pages_ + 1 || !journal_->is_whole(page)) return std::nullopt;
    auto kept = journal_->kept(page, *rows_.arena());
    if (!kept) return std::nullopt;
    rows_.take_kept(kept->plays);
    ++pages_;
    plays_.insert(plays_.end(), kept->plays.begin(), kept->plays.end());
    return std::move(kept->facts);
}

index::TiesFilled FullReader::fill_ties(const index::TiesWanted& ties, account::Context& context,
                                        const CallScope& scope) {
    const TiedPlays wanted = {type_, ties, journal_->unordered(*rows_.arena())};
    index::TiesFilled filled = find_tied_plays(wanted, plays_, rows_, context, scope);
    ties_are_filled_ = true;
    if (static_cast<std::int64_t>(filled.ids.size()) >= ties.enough) return filled;
    // The next read continues with all plays of these times that are known now.
    journal_->flush(plays_);
    std::vector<index::Play> tied;
    std::copy_if(plays_.begin(), plays_.end(), std::back_inserter(tied),
                 [&](const index::Play& play) { return wanted.has_time(play.watched_ms); });
    journal_->write_unordered(tied);
    return filled;
}

bool FullReader::has_all_of(std::span<const index::Play> plays) const {
    std::unordered_set<std::int64_t> read;
    for (const index::Play& play : plays_) read.insert(play.history_id);
    return std::all_of(plays.begin(), plays.end(),
                       [&](const index::Play& play) { return read.contains(play.history_id); });
}

void FullReader::restart() {
    journal_->discard();
    plays_.clear();
    ties_are_filled_ = false;
    pages_ = 0;
    rows_.restart();
}

KindResult FullReader::finish(const index::ListOutcome& outcome) && {
    // The plays are sorted only now, because the page journal finds the plays of a page by their places.
    if (ties_are_filled_)
        std::stable_sort(plays_.begin(), plays_.end(),
                         [](const index::Play& a, const index::Play& b) { return a.watched_ms > b.watched_ms; });
    KindResult result;
    result.list.plays = std::move(plays_);
    result.list.arenas.push_back(rows_.arena());
    result.list.titles.push_back(rows_.titles());
    result.verified = result.in_full = true;
    result.may_be_torn = outcome.responses > 1;
    result.list.hidden = outcome.hidden;
    result.item_count = outcome.item_count;
    result.first_page_ids = outcome.first_page.ids;
    return result;
}

}  // namespace mod_trakt::features
