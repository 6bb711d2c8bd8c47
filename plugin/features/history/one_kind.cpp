#include "features/history/one_kind.hpp"

#include <algorithm>
#include <utility>

#include "index/plays/newest_page.hpp"
#include "index/plays/play_changes.hpp"
#include "support/error.hpp"
#include "trakt/failure.hpp"
#include "trakt/page.hpp"
#include "trakt/paths.hpp"
#include "trakt/watched_map.hpp"

namespace mod_trakt::features {
namespace {

// A rank search may request so many pages even if they are more than half of a full read: by halving, it needs about so
// many to find a few changes.
constexpr std::int64_t least_probes = 16;

}  // namespace

std::int64_t pages_of(std::int64_t rows, std::int64_t page_size) noexcept { return (rows + page_size - 1) / page_size; }

std::int64_t count_without_trakt_id(const index::PlayList& list) noexcept {
    return std::count_if(list.plays.begin(), list.plays.end(),
                         [](const index::Play& play) { return play.trakt_id == 0; });
}

index::List history_list(std::string path, const account::Context& context) {
    index::List list;
    list.path = std::move(path);
    list.pages = context.options.of(FeatureId::History).pages;
    list.identity = [](json::Value row) { return row["id"].integer(); };
    list.rows_are_unique = true;
    return list;
}

// The newest page and its headers.
struct HistoryKind::Newest {
    std::vector<index::Play> plays;
    std::int64_t page_size = 0;
    std::optional<std::int64_t> total;      // of the rows that pages show
    std::optional<std::int64_t> announced;  // as the header says
    bool is_all = false;                    // the page has the whole list
};

HistoryKind::HistoryKind(MediaType type, account::Context& context, const CallScope& scope, std::int64_t most_requests)
    : type_(type), context_(context), scope_(scope), rows_(context.options.keys, type), most_requests_(most_requests) {}

HistoryKind::Newest HistoryKind::read_newest(std::int64_t hidden) {
    const int per_page = context_.options.of(FeatureId::History).pages.per_page;
    const trakt::Page page =
        trakt::get_page(context_.api, trakt::list_path(FeatureId::History, type_), 1, per_page, scope_);
    Newest newest;
    newest.plays = rows_.take_all(page.body.root());
    newest.page_size = page.limit.value_or(per_page);
    newest.announced = page.item_count;
    const auto rows = static_cast<std::int64_t>(page.rows);
    if (!page.item_count || *page.item_count < hidden) return newest;
    newest.total = *page.item_count - hidden;
    newest.is_all = newest.total == rows && *newest.announced < newest.page_size && page.page_count.value_or(1) <= 1;
    return newest;
}

std::optional<KindResult> HistoryKind::update(const index::PlayList& before, ReadReason reason, MapHint& hint) {
    if (!index::can_be_compared(before)) return std::nullopt;
    for (int round = 1; round <= index::max_rounds; ++round) {
        const Newest newest = read_newest(before.hidden);
        if (!newest.total || newest.page_size <= 0) return std::nullopt;
        // A list that had plays and is announced as empty, or a page that lacks rows, proves nothing.
        if (newest.total == 0 && !before.plays.empty()) return std::nullopt;
        if (static_cast<std::int64_t>(newest.plays.size()) <
            std::min(*newest.announced, newest.page_size) - before.hidden)
            return std::nullopt;
        if (auto result = from_newest_page(before, reason, newest)) return result;
        std::optional<KindResult> result;
        Step step = by_map(before, reason, newest, hint, result);
        // Hidden rows have places in the list, so the places of the others do not show what has changed.
        if (step == Step::Unavailable && !compares_all(reason) && before.hidden == 0)
            step = by_rank(before, newest, result);
        if (step == Step::Done) return result;
        if (step != Step::Moved) return std::nullopt;
        context_.log.with(LogLevel::Warn, name_of(FeatureId::History), "list_moved", [&](json::Writer& fields) {
            fields.member("path", trakt::list_path(FeatureId::History, type_));
        });
    }
    return std::nullopt;
}

std::optional<KindResult> HistoryKind::from_newest_page(const index::PlayList& before, ReadReason reason,
                                                        const Newest& newest) const {
    if (newest.is_all) {
        auto result = finish(before, newest.plays);
        if (result) result->verified = result->in_full = true;
        return result;
    }
    if (compares_all(reason)) return std::nullopt;
    const auto new_count = index::new_on_top(before.plays, before.plays.size(), newest.plays, *newest.total);
    // If the stamp moved but no new play is visible, there are changes that cancel out in the count.
    if (!new_count || (*new_count == 0 && reason != ReadReason::StampYoung)) return std::nullopt;
    return finish(before, index::put_on_top(before.plays, newest.plays));
}

HistoryKind::Step HistoryKind::by_map(const index::PlayList& before, ReadReason reason, const Newest& newest,
                                      MapHint& hint, std::optional<KindResult>& result) {
    if (hint.refused) return Step::Unavailable;
    const std::int64_t full_cost = pages_of(*newest.total, newest.page_size);
    const std::int64_t expected = *newest.total - count_without_trakt_id(before) + before.hidden_in_map();
    auto map = std::exchange(hint.map, std::nullopt);
    if (!map) {
        trakt::MapAnswer answer =
            trakt::get_watched_map(context_.api, type_, {.times = expected, .most_pages = full_cost}, scope_);
        map = std::move(answer.map);
        hint.is_absent = hint.refused = answer.is_absent;
    }
    if (!map || static_cast<std::int64_t>(map->times.size()) != expected) return Step::Unavailable;
    if (index::contradicts(map->times, newest.plays, before.hidden_times)) {
        context_.log.say(LogLevel::Warn, name_of(FeatureId::History), "map_stale");
        return Step::Unavailable;
    }
    const Step step = update_by_map(before, reason, *map, full_cost, result);
    if (step == Step::Done) note_first_page(newest, *result);
    return step;
}

HistoryKind::Step HistoryKind::read_ranks(const std::vector<std::int64_t>& pages, const Newest& newest,
                                          index::RankSearch& search) {
    std::vector<trakt::PageTarget> targets;
    targets.reserve(pages.size());
    for (const std::int64_t page : pages)
        targets.push_back({trakt::list_path(FeatureId::History, type_), page,
                           context_.options.of(FeatureId::History).pages.per_page});
    Step step = Step::Done;
    const auto window = static_cast<std::size_t>(context_.options.of(FeatureId::History).pages.in_flight);
    trakt::get_pages(context_.api, targets, window, scope_, [&](std::size_t at, const trakt::Page& page) {
        const bool behind_the_end = (targets[at].page - 1) * newest.page_size >= *newest.total;
        if (page.item_count != newest.total || page.limit.value_or(newest.page_size) != newest.page_size)
            step = Step::Moved;
        else if (behind_the_end ? page.rows > 0 : !search.take(targets[at].page, rows_.take_all(page.body.root())))
            step = Step::Unavailable;
        return step == Step::Done;
    });
    return step;
}

HistoryKind::Step HistoryKind::by_rank(const index::PlayList& before, const Newest& newest,
                                       std::optional<KindResult>& result) {
    const std::int64_t grown = *newest.total - static_cast<std::int64_t>(before.plays.size());
    if (grown == 0 || *newest.total == 0) return Step::Unavailable;
    const std::int64_t last = pages_of(*newest.total, newest.page_size);
    // A search stops after half the requests of a full read.
    std::int64_t left = std::min(std::max(least_probes, last / 2), most_requests_);
    if (pages_of(grown, newest.page_size) > left) return Step::TooExpensive;
    index::RankSearch search(before.plays, *newest.total, newest.page_size);
    if (!search.take(1, newest.plays)) return Step::Unavailable;
    // The last page is read first, because it shows whether the count is right. The search relies on the count.
    std::vector<std::int64_t> wanted;
    if (last > 1) wanted.push_back(last);
    if (*newest.total % newest.page_size == 0) wanted.push_back(last + 1);
    for (bool first = true; first || !wanted.empty(); wanted = search.wanted(), first = false) {
        left -= static_cast<std::int64_t>(wanted.size());
        if (left < 0) return Step::TooExpensive;
        const Step step = read_ranks(wanted, newest, search);
        if (step != Step::Done) return step;
    }
    auto plays = search.result();
    if (!plays) return Step::Unavailable;
    result = finish(before, *std::move(plays));
    if (!result) return Step::TooExpensive;
    result->may_be_torn = true;
    note_first_page(newest, *result);
    return Step::Done;
}

void HistoryKind::note_first_page(const Newest& newest, KindResult& result) {
    result.item_count = newest.announced;
    for (const index::Play& play : newest.plays) result.first_page_ids.push_back(play.history_id);
}

std::optional<KindResult> HistoryKind::finish(const index::PlayList& before, std::vector<index::Play> plays) const {
    // A full read has more rows to judge whether the API has changed.
    if (rows_.tally().looks_like_schema_change() || !index::have_own_ids(plays)) return std::nullopt;
    rows_.tally().log(FeatureId::History, context_.log);
    KindResult result;
    result.list.plays = std::move(plays);
    result.list.arenas = before.arenas;
    result.list.arenas.push_back(rows_.arena());
    result.list.titles = before.titles;
    result.list.titles.push_back(rows_.titles());
    result.list.base = before.base;
    result.list.hidden = before.hidden;
    result.list.hidden_times = before.hidden_times;
    result.changed_seconds = index::changed_seconds(before.plays, result.list.plays);
    result.changed = !result.changed_seconds.empty();
    return result;
}

}  // namespace mod_trakt::features
