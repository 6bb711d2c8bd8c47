#include "features/history/tied_plays.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>
#include <map>
#include <set>
#include <utility>

#include "index/plays/play_changes.hpp"
#include "support/error.hpp"
#include "trakt/failure.hpp"
#include "trakt/page.hpp"
#include "trakt/paths.hpp"
#include "trakt/watched_map.hpp"

namespace mod_trakt::features {
namespace {

// The full read was the first of three passes.
constexpr int further_passes = 2;
constexpr std::int64_t most_title_reads = 100;

class Search {
public:
    Search(const TiedPlays& wanted, std::vector<index::Play>& plays, PlayRows& rows, account::Context& context,
           const CallScope& scope)
        : wanted_(wanted), plays_(plays), rows_(rows), context_(context), scope_(scope) {
        for (const index::Play& play : plays) known_.insert(play.history_id);
    }

    index::TiesFilled run() {
        take_found_before();
        for (int pass = 0; pass < further_passes && !is_done(); ++pass)
            for (const std::int64_t time : wanted_.rows.times) read_block(time);
        if (!is_done()) read_titles();
        return std::move(filled_);
    }

private:
    std::int64_t found() const noexcept { return static_cast<std::int64_t>(filled_.ids.size()); }
    bool is_done() const noexcept { return found() >= wanted_.rows.enough; }

    void add(const index::Play& play) {
        plays_.push_back(play);
        filled_.ids.push_back(play.history_id);
    }

    // Adds the plays that an earlier read has found, except those that this read has shown.
    void take_found_before() {
        for (const index::Play& play : wanted_.found_before) {
            if (is_done() || !wanted_.has_time(play.watched_ms) || !known_.insert(play.history_id).second) continue;
            rows_.take_kept(std::span(&play, 1));
            add(play);
            ++filled_.found_before;
        }
    }

    // Takes the rows that are not known yet, and may be among the missing ones. Returns false when the page cannot be
    // read, or has other rows: then the list has changed.
    template <typename MayBeMissing>
    bool read_page(const std::string& path, std::int64_t page, std::int64_t& pages, MayBeMissing&& may_be_missing) {
        try {
            const trakt::Page read = trakt::get_page(context_.api, path, page, per_page(), scope_);
            pages = read.page_count.value_or(pages);
            for (const json::Value row : read.body.root().elements()) {
                const auto id = row["id"].integer();
                if (!id || known_.contains(*id)) continue;
                const index::Play play = rows_.take(row);
                if (!may_be_missing(play)) return false;
                known_.insert(*id);
                add(play);
            }
            return true;
        } catch (const Failure& failure) {
            if (trakt::ends_the_call(failure.error().status)) throw;
            return failure.error().http_status == 404;  // there are no such plays (API-5)
        }
    }

    int per_page() const { return context_.options.of(FeatureId::History).pages.per_page; }

    // Trakt does not document whether its date filter finds plays without a date, so these are read from their pages of
    // the list.
    void read_block(std::int64_t time) {
        const bool can_be_filtered = time != 0;
        const std::string path = can_be_filtered ? trakt::history_between(wanted_.type, time, time)
                                                 : trakt::list_path(FeatureId::History, wanted_.type);
        const auto newer = std::count_if(plays_.begin(), plays_.end(),
                                         [&](const index::Play& play) { return play.watched_ms > time; });
        std::int64_t page = can_be_filtered ? 1 : newer / per_page() + 1;
        for (std::int64_t pages = page; page <= pages && !is_done(); ++page)
            if (!read_page(path, page, pages,
                           [&](const index::Play& play) { return wanted_.has_time(play.watched_ms); }))
                return;
    }

    // Reads the titles that have more plays in the watched map than were found. Plays that the map has and no list
    // shows are hidden, or were lost.
    void read_titles() {
        const std::vector<trakt::WatchedTime> ours = index::sorted_times(plays_);
        const std::int64_t most = static_cast<std::int64_t>(ours.size()) + wanted_.rows.missing - found();
        const auto map =
            trakt::get_watched_map(context_.api, wanted_.type, {.times = most, .most_pages = most_title_reads}, scope_)
                .map;
        if (!map || static_cast<std::int64_t>(map->times.size()) > most) return;
        std::map<trakt::WatchedTime, std::int64_t> lacking;
        for (const trakt::WatchedTime& time : map->times) ++lacking[time];
        bool has_all_of_ours = true;
        for (const trakt::WatchedTime& time : ours) has_all_of_ours = --lacking[time] >= 0 && has_all_of_ours;
        const auto may_be_missing = [&](const index::Play& play) {
            const auto place = lacking.find({play.trakt_id, play.watched_ms});
            return place != lacking.end() && --place->second >= 0;
        };
        std::set<std::int64_t> titles;
        for (const auto& [time, count] : lacking)
            if (count > 0) titles.insert(time.trakt_id);
        std::int64_t reads = 0;
        for (const std::int64_t title : titles) {
            const std::string path = trakt::history_of_title(wanted_.type, title);
            std::int64_t pages = 1;
            for (std::int64_t page = 1; page <= pages; ++page)
                if (++reads > most_title_reads || !read_page(path, page, pages, may_be_missing)) return;
        }
        // A play without a Trakt id is in no map. If the map has fewer than `most` times, such a play may be missing,
        // and not a hidden one.
        filled_.all_are_named = has_all_of_ours && static_cast<std::int64_t>(map->times.size()) == most;
    }

    const TiedPlays& wanted_;
    std::vector<index::Play>& plays_;
    PlayRows& rows_;
    account::Context& context_;
    const CallScope& scope_;
    boost::unordered_flat_set<std::int64_t> known_;  // history ids
    index::TiesFilled filled_;
};

}  // namespace

index::TiesFilled find_tied_plays(const TiedPlays& wanted, std::vector<index::Play>& plays, PlayRows& rows,
                                  account::Context& context, const CallScope& scope) {
    return Search(wanted, plays, rows, context, scope).run();
}

}  // namespace mod_trakt::features
