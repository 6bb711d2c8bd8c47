#include "features/history/tied_plays.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>
#include <map>
#include <utility>

#include "features/history/one_kind.hpp"
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

    std::int64_t run() {
        take_found_before();
        for (int pass = 0; pass < further_passes && !is_done(); ++pass)
            for (const std::int64_t time : wanted_.times) read_block(time);
        if (!is_done()) read_titles();
        return found_;
    }

private:
    bool is_done() const noexcept { return found_ >= wanted_.missing; }

    void add(const index::Play& play) {
        plays_.push_back(play);
        ++found_;
    }

    // A page that was read again since may have shown some of these.
    void take_found_before() {
        for (const index::Play& play : wanted_.found_before) {
            if (is_done() || !wanted_.has_time(play.watched_ms) || !known_.insert(play.history_id).second) continue;
            rows_.take_kept(std::span(&play, 1));
            add(play);
        }
    }

    // Takes the rows that are not known yet. Returns false when the page cannot be read.
    bool read_page(const std::string& path, std::int64_t page, std::int64_t& pages) {
        try {
            const trakt::Page read = trakt::get_page(context_.api, path, page, per_page(), scope_);
            pages = read.page_count.value_or(pages);
            for (const json::Value row : read.body.root().elements()) {
                const auto id = row["id"].integer();
                if (!id || known_.contains(*id)) continue;
                const index::Play play = rows_.take(row);
                if (!wanted_.has_time(play.watched_ms)) return false;  // the list has changed
                known_.insert(*id);
                add(play);
            }
            return true;
        } catch (const Failure& failure) {
            if (trakt::ends_the_call(failure.error().status)) throw;
            return false;
        }
    }

    int per_page() const { return context_.options.of(FeatureId::History).pages.per_page; }

    // Whether the date filter finds plays without a date is not documented, so these are read where they are in the
    // list.
    void read_block(std::int64_t time) {
        const bool can_be_filtered = time != 0;
        const std::string path = can_be_filtered ? trakt::history_between(wanted_.type, time, time)
                                                 : trakt::list_path(FeatureId::History, wanted_.type);
        const auto newer = std::count_if(plays_.begin(), plays_.end(),
                                         [&](const index::Play& play) { return play.watched_ms > time; });
        std::int64_t page = can_be_filtered ? 1 : newer / per_page() + 1;
        for (std::int64_t pages = page; page <= pages && !is_done(); ++page)
            if (!read_page(path, page, pages)) return;
    }

    // Reads the titles that have more plays of these times in the watched map than were found.
    void read_titles() {
        const auto without_id =
            std::count_if(plays_.begin(), plays_.end(), [](const index::Play& play) { return play.trakt_id == 0; });
        const std::int64_t expected = static_cast<std::int64_t>(plays_.size()) - without_id + wanted_.missing - found_;
        const auto map = trakt::get_watched_map(context_.api, wanted_.type,
                                                {.times = expected, .most_pages = most_title_reads}, scope_)
                             .map;
        if (!map || static_cast<std::int64_t>(map->times.size()) != expected) return;
        std::map<std::int64_t, std::int64_t> lacking;  // by title
        for (const trakt::WatchedTime& time : map->times)
            if (wanted_.has_time(time.watched_ms)) ++lacking[time.trakt_id];
        for (const index::Play& play : plays_)
            if (wanted_.has_time(play.watched_ms)) --lacking[play.trakt_id];
        std::int64_t reads = 0;
        for (const auto& [title, count] : lacking) {
            if (count <= 0) continue;
            std::int64_t pages = 1;
            for (std::int64_t page = 1; page <= pages; ++page)
                if (++reads > most_title_reads || !read_page(trakt::history_of_title(wanted_.type, title), page, pages))
                    return;
        }
    }

    const TiedPlays& wanted_;
    std::vector<index::Play>& plays_;
    PlayRows& rows_;
    account::Context& context_;
    const CallScope& scope_;
    boost::unordered_flat_set<std::int64_t> known_;  // history ids
    std::int64_t found_ = 0;
};

}  // namespace

std::int64_t find_tied_plays(const TiedPlays& wanted, std::vector<index::Play>& plays, PlayRows& rows,
                             account::Context& context, const CallScope& scope) {
    return Search(wanted, plays, rows, context, scope).run();
}

}  // namespace mod_trakt::features
