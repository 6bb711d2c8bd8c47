#include "index/paging/list_reader.hpp"

#include "index/paging/list_oddities.hpp"
#include "index/paging/missing_rows.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "support/error.hpp"
#include "support/hash.hpp"
#include "trakt/failure.hpp"

namespace mod_trakt::index {
namespace {

constexpr std::int64_t max_page = 10'000;   // a limit for a server whose lists never end
constexpr std::int64_t pages_beyond = 100;  // pages behind the announced ones that are read, because a count may lag
// The most pages that are requested together; those behind a slow page wait in memory.
constexpr std::size_t wave_pages = 32;

// A row without an id is identified by a hash of its text.
std::int64_t identity_of(json::Value row, const List& list) {
    if (const auto id = list.identity(row)) return *id;
    return -static_cast<std::int64_t>(hash_of_row(row) >> 1);
}

class Reader {
public:
    Reader(trakt::Api& api, std::span<const List> lists, FeatureId feature, ReadProgress* progress,
           const CallScope& scope, const Log& log)
        : api_(api), lists_(lists), feature_(feature), progress_(progress), scope_(scope), log_(log) {
        for (const List& list : lists) states_.emplace_back(list);
    }

    std::vector<ListOutcome> run() {
        // The first wave has one page per list: its headers tell how many pages there are.
        while (fetch_wave()) {
        }
        if (unproven_) throw Failure(*unproven_);
        std::vector<ListOutcome> outcomes;
        for (State& state : states_) outcomes.push_back(std::move(state.outcome));
        return outcomes;
    }

private:
    struct State {
        // An empty answer may be an error of the server, so the first round stops there unless hidden rows are known.
        explicit State(const List& list, int round_number = 1)
            : pass(list.pages, list.rows_are_unique,
                   list.was_seen_before && (round_number > 1 || list.known_hidden > 0)),
              round(round_number) {}
        ListPass pass;
        int round;
        std::int64_t repeated_before = 0;  // rows on two pages, in the previous round
        bool finished = false;
        std::map<std::int64_t, trakt::Page> early;  // pages that arrived out of order
        bool headers_seen = false;                  // in any round
        std::set<std::int64_t> asked_again;         // pages that came without headers, in this round
        ListOutcome outcome;
    };
    struct Job {
        std::size_t list = 0;
        std::int64_t page = 0;
    };

    // Returns false when all lists are read.
    bool fetch_wave() {
        for (std::size_t i = 0; i < states_.size(); ++i) finish_or_restart(i);
        const std::vector<Job> jobs = plan();
        if (jobs.empty()) return false;
        std::vector<trakt::PageTarget> targets;
        targets.reserve(jobs.size());
        for (const Job& job : jobs)
            targets.push_back({lists_[job.list].path, job.page, lists_[job.list].pages.per_page});
        const auto window = static_cast<std::size_t>(lists_[jobs.front().list].pages.in_flight);
        try {
            trakt::get_pages(api_, targets, window, scope_, [&](std::size_t at, trakt::Page page) {
                something_read_ = true;
                const Job& job = jobs[at];
                states_[job.list].early.insert_or_assign(job.page, std::move(page));
                take_early(job.list);
                report();
                return !states_[job.list].pass.moved();
            });
        } catch (const trakt::FailureOf& failure) {
            const Job& job = jobs[failure.index()];
            const Error& error = failure.error();
            // The error of the first page, or before any page was read, is thrown as it is. Later, the error is that
            // the list could not be read to its end.
            const bool is_first = (job.list == 0 && job.page == 1) || !something_read_;
            if (is_first || trakt::ends_the_call(error.status)) throw;
            throw incomplete("partial_read", lists_[job.list].path + " could not be read to its end", &error);
        }
        return true;
    }

    std::vector<Job> plan() {
        std::vector<Job> jobs;
        for (std::size_t i = 0; i < states_.size(); ++i) {
            const State& state = states_[i];
            if (state.finished) continue;
            const List& list = lists_[i];
            const std::int64_t first = state.pass.next_page();
            // At the cap, one more page is requested to see that the list ends there, unless the headers announce more.
            const bool beyond_cap = list.pages.max_pages && first > *list.pages.max_pages;
            if (beyond_cap && state.pass.more_is_announced()) throw beyond_page_cap(list.path, *list.pages.max_pages);
            const auto announced = state.pass.page_count();
            if (first > max_page || (announced && first > *announced + pages_beyond))
                throw incomplete("partial_read", list.path + " did not end after page " + std::to_string(first - 1) +
                                                     "; call again later");
            // First one page of each list, then further announced pages until the wave is full.
            jobs.push_back({i, first});
        }
        for (std::size_t at = 0, lists = jobs.size(); at < lists; ++at) {
            const Job first = jobs[at];
            const std::int64_t last = std::min(states_[first.list].pass.last_known_page(), max_page);
            const List& list = lists_[first.list];
            for (std::int64_t page = first.page + 1; page <= last && jobs.size() < wave_pages; ++page)
                if (!states_[first.list].early.contains(page) && (!list.is_kept || !list.is_kept(page)))
                    jobs.push_back({first.list, page});
        }
        return jobs;
    }

    void take_early(std::size_t i) {
        State& state = states_[i];
        ListPass& pass = state.pass;
        while (!pass.done() && !pass.moved()) {
            const auto page = state.early.find(pass.next_page());
            if (page != state.early.end()) {
                if (is_doubtful(i, page->second)) {
                    state.asked_again.insert(page->first);
                    state.early.erase(page);
                    return;  // the next wave asks for it again
                }
                take(i, page->second);
                api_.reuse(std::move(page->second.body));
                state.early.erase(page);
            } else if (!take_kept(i)) {
                return;
            }
        }
        state.early.clear();
    }

    // True if the page has to be requested again: it lacks the headers that it should have, or it is empty, has no
    // headers and would end the list. A page is requested again once only.
    bool is_doubtful(std::size_t i, const trakt::Page& page) const {
        const State& state = states_[i];
        if (page.page_count || page.item_count || page.limit || state.asked_again.contains(state.pass.next_page()))
            return false;
        const bool ends_the_list = page.rows == 0 && (state.pass.next_page() == 1 || state.pass.last_was_full());
        return ends_the_list || headers_known(i);
    }

    bool headers_known(std::size_t i) const {
        return lists_[i].headers_known || states_[i].headers_seen || states_[i].pass.headers_seen();
    }

    void take(std::size_t i, const trakt::Page& page) {
        State& state = states_[i];
        PageFacts facts = facts_of(page, lists_[i]);
        std::vector<json::Value> rows;
        for (const json::Value row : page.body.root().elements()) rows.push_back(row);
        std::vector<json::Value> new_rows;
        const std::int64_t rows_before = state.pass.rows();
        for (const std::size_t at : state.pass.take(facts)) new_rows.push_back(rows[at]);
        const std::optional<int>& max_pages = lists_[i].pages.max_pages;
        if (max_pages && state.pass.next_page() > *max_pages + 1 && state.pass.rows() > rows_before)
            throw beyond_page_cap(lists_[i].path, *max_pages);
        if (!new_rows.empty()) lists_[i].take(page, new_rows);
        ++state.outcome.responses;
        if (state.pass.next_page() == 2) state.outcome.first_page = std::move(facts);
    }

    bool take_kept(std::size_t i) {
        State& state = states_[i];
        if (!lists_[i].take_kept || state.pass.next_page() == 1) return false;
        const auto facts = lists_[i].take_kept(state.pass.next_page());
        if (!facts) return false;
        state.pass.take_kept(*facts);
        ++state.outcome.responses;
        return true;
    }

    // Finishes a list whose pass is done, or starts it again if it moved or rows are missing.
    void finish_or_restart(std::size_t i) {
        State& state = states_[i];
        const ListPass& pass = state.pass;
        if (state.finished || !(pass.done() || pass.moved())) return;
        // A row on two pages has moved, or Trakt has it twice. In the second case the next round repeats as many rows.
        const bool repeats_anew = pass.repeated() > 0 && pass.repeated() != state.repeated_before;
        if (!pass.moved() && !repeats_anew) {
            if (!pass.is_short()) {
                prove(i);
                return finish(i);
            }
            ++state.outcome.responses;
            if (has_all_shown_rows(i)) return finish(i);
            if (state.finished) return;
        }
        if (state.round >= max_rounds)
            throw incomplete("partial_read", lists_[i].path + " changed in each of " + std::to_string(max_rounds) +
                                                 " reads: " + std::to_string(pass.rows()) + " rows came, " +
                                                 std::to_string(pass.item_count().value_or(-1)) + " were announced");
        log_.with(LogLevel::Warn, name_of(feature_), "list_moved",
                  [&](json::Writer& fields) { fields.member("path", lists_[i].path); });
        lists_[i].restart();
        const int round = state.round + 1;
        const std::int64_t repeated = pass.repeated();
        const bool headers_seen = state.headers_seen || pass.headers_seen();
        state = State(lists_[i], round);
        state.headers_seen = headers_seen;
        state.repeated_before = repeated;
    }

    // Throws Failure INCOMPLETE if neither the pages nor another source prove that these rows are the whole list.
    void prove(std::size_t i) const {
        const List& list = lists_[i];
        const ListPass& pass = states_[i].pass;
        if (!pass.needs_proof(headers_known(i), list.known_entries)) return;
        if (list.confirms && list.confirms({pass.rows(), pass.rows_hash(), pass.item_count().value_or(-1)})) return;
        throw incomplete(
            "partial_read",
            list.path +
                (pass.item_count() || pass.page_count()
                     ? " is announced as empty, but had " + std::to_string(list.known_entries) + " entries"
                     : " came without pagination headers and with " + std::to_string(pass.rows()) + " rows") +
                "; nothing else confirms this, so Trakt may have failed; build the index again later");
    }

    // True if the pass has all rows that the list shows. If that is likely but not proven, finishes the list and keeps
    // the error for run(). Throws Failure INCOMPLETE.
    bool has_all_shown_rows(std::size_t i) {
        State& state = states_[i];
        switch (look_for_missing_rows(state.pass, lists_[i], state.round >= max_rounds, api_, scope_)) {
            case Missing::Found: return true;
            case Missing::Lost: return false;
            case Missing::Unproven: break;
        }
        // The other lists are still read, because this read may count for their proofs.
        if (!unproven_)
            unproven_ = incomplete("partial_read",
                                   lists_[i].path + " shows " + std::to_string(state.pass.rows()) + " rows of " +
                                       std::to_string(*state.pass.item_count()) +
                                       "; when it has shown the same ones in three reads over an hour, the others "
                                       "count as hidden; build the index again later")
                            .error();
        state.finished = true;
        return false;
    }

    void finish(std::size_t i) {
        State& state = states_[i];
        state.finished = true;
        state.outcome.rows = state.pass.rows();
        state.outcome.item_count = state.pass.item_count();
        if (state.pass.item_count() && state.outcome.rows < *state.pass.item_count())
            state.outcome.hidden = *state.pass.item_count() - state.outcome.rows;
        state.outcome.has_headers = state.headers_seen || state.pass.headers_seen();
        warn_of_oddities(lists_[i], state.pass, feature_, log_);
    }

    void report() {
        if (progress_ == nullptr) return;
        std::int64_t done = 0;
        std::optional<std::int64_t> total = 0;
        for (const State& state : states_) {
            const ListPass& pass = state.pass;
            done += pass.rows();
            if (pass.done())
                total = total ? std::optional(*total + pass.rows()) : total;
            else if (pass.item_count())
                total = total ? std::optional(*total + *pass.item_count()) : total;
            else
                total.reset();
        }
        progress_->set_total(total);
        progress_->tick(done);
    }

    trakt::Api& api_;
    std::span<const List> lists_;
    FeatureId feature_;
    ReadProgress* progress_;
    const CallScope& scope_;
    const Log& log_;
    std::vector<State> states_;
    bool something_read_ = false;
    std::optional<Error> unproven_;  // of the first list that is finished without a proof
};

}  // namespace

std::uint64_t hash_of_row(json::Value row) {
    std::string text;
    json::Writer(text).value(row);
    return hash_of({text});
}

PageFacts facts_of(const trakt::Page& page, const List& list) {
    PageFacts facts;
    facts.ids.reserve(page.rows);
    for (const json::Value row : page.body.root().elements()) facts.ids.push_back(identity_of(row, list));
    if (list.time) {
        for (const json::Value row : page.body.root().elements()) {
            const auto time = list.time(row);
            if (!time) {
                facts.times.clear();
                break;
            }
            facts.times.push_back(*time);
        }
    }
    facts.page_count = page.page_count;
    facts.item_count = page.item_count;
    facts.limit = page.limit;
    return facts;
}

Failure beyond_page_cap(const std::string& path, int max_pages) {
    return incomplete("page_cap", path + " has more than the configured " + std::to_string(max_pages) +
                                      " pages; raise or remove the max_pages of this feature");
}

Failure incomplete(std::string reason, std::string message, const Error* cause) {
    Error error;
    error.status = Status::Incomplete;
    error.reason = std::move(reason);
    error.message = std::move(message);
    if (cause != nullptr) {
        error.http_status = cause->http_status;
        error.retry_after_ms = cause->retry_after_ms;
        error.message += ": " + cause->message;
    }
    return Failure(std::move(error));
}

std::vector<ListOutcome> read_lists(trakt::Api& api, std::span<const List> lists, FeatureId feature,
                                    ReadProgress* progress, const CallScope& scope, const Log& log) {
    return Reader(api, lists, feature, progress, scope, log).run();
}

}  // namespace mod_trakt::index
