#include "features/history/full_read.hpp"

#include <algorithm>
#include <utility>

#include "features/history/tied_plays.hpp"
#include "support/iso_time.hpp"
#include "trakt/page.hpp"

namespace mod_trakt::features {
namespace {

// A shorter read is cheap to repeat, so its pages are not kept.
constexpr std::int64_t pages_worth_keeping = 8;
constexpr std::int64_t long_read_ms = 2'000;

}  // namespace

index::List FullReader::list(std::string path, account::Context& context, const CallScope& scope,
                             Witnesses& witnesses) {
    index::List list = history_list(std::move(path), context);
    list.take = [this](const trakt::Page& page, std::span<const json::Value> rows) { take(page, rows); };
    list.take_kept = [this](std::int64_t page) { return take_kept(page); };
    list.is_kept = [this](std::int64_t page) { return journal_->is_whole(page); };
    list.restart = [this] { restart(); };
    list.time = [](json::Value row) { return parse_iso_ms(row["watched_at"].text()); };
    list.fill_ties = [this, &context, &scope](std::span<const std::int64_t> times, std::int64_t missing) {
        const std::int64_t found = find_tied_plays(type_, times, missing, plays_, rows_, context, scope);
        // Kept pages would lack the same rows in the next read.
        if (found < missing) journal_->discard();
        return found;
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
        const auto same_play = [](const index::Play& a, const index::Play& b) { return a.history_id == b.history_id; };
        if (kept && !(kept->facts.item_count == page.item_count && kept->facts.limit == page.limit &&
                      std::equal(kept->plays.begin(), kept->plays.end(), plays.begin(), plays.end(), same_play)))
            journal_->discard();
    }
    const bool can_be_kept =
        rows.size() == page.rows && page.page_count.value_or(0) >= pages_worth_keeping &&
        std::all_of(plays.begin(), plays.end(), [](const index::Play& play) { return play.history_id != 0; });
    if (can_be_kept)
        journal_->add(pages_, {.page_count = page.page_count,
                               .item_count = page.item_count,
                               .limit = page.limit,
                               .first_play = first_play,
                               .plays = plays.size()});
    // A long read writes its pages, so that they are not lost if the process is killed.
    if (clock_->steady_ms() - begun_ms_ >= long_read_ms) journal_->flush(plays_);
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

void FullReader::restart() {
    journal_->discard();
    plays_.clear();
    pages_ = 0;
    rows_.restart();
}

KindResult FullReader::finish(const index::ListOutcome& outcome) && {
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
