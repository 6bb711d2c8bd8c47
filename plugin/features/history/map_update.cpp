// Brings one kind of the history up to date by its watched map.
#include <algorithm>
#include <utility>

#include "features/history/one_kind.hpp"
#include "index/plays/play_changes.hpp"
#include "support/error.hpp"
#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::features {
namespace {

constexpr std::int64_t fewest_rows = 3;  // the smallest page size that is expected of Trakt
constexpr std::size_t few_titles = 2;    // up to this many titles are read without planning spans

// `times` is sorted.
std::int64_t count_of(std::int64_t title, std::span<const trakt::WatchedTime> times) noexcept {
    const auto [begin, end] = std::equal_range(
        times.begin(), times.end(), trakt::WatchedTime{title, 0},
        [](const trakt::WatchedTime& a, const trakt::WatchedTime& b) { return a.trakt_id < b.trakt_id; });
    return end - begin;
}

}  // namespace

HistoryKind::Step HistoryKind::update_by_map(const index::PlayList& before, ReadReason reason,
                                             const trakt::WatchedMap& map, std::int64_t full_cost,
                                             std::optional<KindResult>& result) {
    const std::int64_t most = std::min(full_cost, most_requests_);
    const std::vector<trakt::WatchedTime>& hidden = before.hidden_times;
    if (!std::includes(map.times.begin(), map.times.end(), hidden.begin(), hidden.end())) return Step::TooExpensive;
    std::vector<std::int64_t> titles = index::changed_titles(before.plays, map.times, hidden);
    if (titles.empty() && reason == ReadReason::VerifyDueAndStampMoved) return Step::TooExpensive;
    // The map has a hidden row also when pages show it again, so its title is read to see whether it is still hidden.
    for (const trakt::WatchedTime& time : hidden) titles.push_back(time.trakt_id);
    std::sort(titles.begin(), titles.end());
    titles.erase(std::unique(titles.begin(), titles.end()), titles.end());
    const auto reads = static_cast<std::int64_t>(titles.size());
    if (titles.size() > few_titles && spans_serve_) {
        const std::int64_t page_size = context_.options.of(FeatureId::History).pages.per_page;
        const index::SpanPlan plan = index::plan_spans(before.plays, map.times, page_size, hidden);
        const std::int64_t requests = plan.requests(page_size);
        if (requests < reads && requests <= most) {
            const Step step = update_by_spans(before, plan, map, result);
            spans_serve_ = step == Step::Done;
            if (step != Step::Unavailable) return step;
        }
    }
    return reads <= most ? update_by_titles(before, titles, map, result) : Step::TooExpensive;
}

HistoryKind::Step HistoryKind::update_by_titles(const index::PlayList& before, std::span<const std::int64_t> changed,
                                                const trakt::WatchedMap& map, std::optional<KindResult>& result) {
    const std::unordered_set<std::int64_t> titles(changed.begin(), changed.end());
    std::vector<Part> parts;
    // A title that the map lacks is read too: the map may be older than its plays.
    for (const std::int64_t title : changed) parts.push_back(part_of(title, before, map));
    auto plays = read_parts(parts);
    // Trakt may answer 404 for a title of the map; then the list is read in full.
    if (!plays) return Step::TooExpensive;
    // The map shows one moment, so the rows that were read after it must agree with it.
    if (!index::agrees(*plays, map.times, titles, before.hidden_times)) return Step::Moved;
    return conclude_by_map(before, index::replace_titles(before.plays, titles, *std::move(plays)), map, result);
}

HistoryKind::Step HistoryKind::update_by_spans(const index::PlayList& before, const index::SpanPlan& plan,
                                               const trakt::WatchedMap& map, std::optional<KindResult>& result) {
    std::vector<Part> spans, titles;
    const std::vector<trakt::WatchedTime>& hidden = before.hidden_times;
    for (const index::TimeSpan& span : plan.spans) {
        const auto is_in_span = [&span](const trakt::WatchedTime& time) {
            return time.watched_ms >= span.from_ms && time.watched_ms <= span.until_ms;
        };
        spans.push_back({trakt::history_between(type_, span.from_ms, span.until_ms), span.rows,
                         std::count_if(hidden.begin(), hidden.end(), is_in_span), before.hidden});
    }
    for (const std::int64_t title : plan.undated_titles) titles.push_back(part_of(title, before, map));
    const auto rows = read_parts(spans);
    const auto of_titles = rows ? read_parts(titles) : std::nullopt;
    if (!rows || !of_titles) return Step::Unavailable;
    if (!index::agrees(*rows, map.times, plan, hidden) ||
        !index::agrees(*of_titles, map.times, plan.undated_titles, hidden))
        return Step::Moved;
    return conclude_by_map(before, index::replace_spans(before.plays, plan, *rows, *of_titles), map, result);
}

HistoryKind::Step HistoryKind::conclude_by_map(const index::PlayList& before, std::vector<index::Play> plays,
                                               const trakt::WatchedMap& map, std::optional<KindResult>& result) const {
    if (static_cast<std::int64_t>(plays.size()) !=
        static_cast<std::int64_t>(map.times.size()) - before.hidden_in_map() + count_without_trakt_id(before))
        return Step::Moved;
    result = finish(before, std::move(plays));
    if (!result) return Step::TooExpensive;
    result->verified = true;
    result->may_be_torn = map.responses > 1;
    return Step::Done;
}

HistoryKind::Part HistoryKind::part_of(std::int64_t title, const index::PlayList& before,
                                       const trakt::WatchedMap& map) const {
    return {trakt::history_of_title(type_, title), count_of(title, map.times), count_of(title, before.hidden_times),
            before.hidden};
}

void HistoryKind::read_lists_of(std::span<const Part> parts, std::vector<index::Play>& plays) {
    std::vector<std::vector<index::Play>> by_part(parts.size());
    std::vector<index::List> lists;
    for (const Part& part : parts) {
        std::vector<index::Play>& into = by_part[lists.size()];
        index::List& list = lists.emplace_back(history_list(part.path, context_));
        // A part that is longer than the map allows is not the requested one.
        list.pages.max_pages = static_cast<int>(part.rows / fewest_rows + 2);
        list.take = [this, &into](const trakt::Page&, std::span<const json::Value> rows) {
            for (const json::Value row : rows) into.push_back(rows_.take(row));
        };
        list.restart = [&into] { into.clear(); };
        if (part.most_hidden == 0) continue;
        // The list may lack rows, because the rows that it has are compared with the map.
        list.known_hidden = part.hidden;
        list.was_seen_before = [](const index::RowsSeen&) { return false; };
        list.confirms = [&part](const index::RowsSeen& rows) {
            return rows.announced - rows.count <= part.most_hidden;
        };
    }
    index::read_lists(context_.api, lists, FeatureId::History, nullptr, scope_, context_.log);
    for (const auto& own : by_part) plays.insert(plays.end(), own.begin(), own.end());
}

std::optional<std::vector<index::Play>> HistoryKind::read_parts(std::span<const Part> parts) {
    std::vector<Part> watched, vanished;
    for (const Part& part : parts) (part.rows > part.hidden ? watched : vanished).push_back(part);
    std::vector<index::Play> plays;
    try {
        if (!watched.empty()) read_lists_of(watched, plays);
        // These are read one by one: a 404 would end a common read, and the plays of the other titles would be lost.
        for (const Part& part : vanished) {
            try {
                read_lists_of(std::span(&part, 1), plays);
            } catch (const Failure& failure) {
                if (failure.error().http_status != 404) throw;  // 404: there are no such plays (API-5)
            }
        }
    } catch (const Failure& failure) {
        if (trakt::ends_the_call(failure.error().status)) throw;
        return std::nullopt;
    }
    // Trakt answers with the same plays for a title and for one that was merged into it.
    std::unordered_set<std::int64_t> ids;
    std::erase_if(plays,
                  [&](const index::Play& play) { return play.history_id != 0 && !ids.insert(play.history_id).second; });
    return plays;
}

}  // namespace mod_trakt::features
