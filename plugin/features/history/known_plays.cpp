#include "features/history/known_plays.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "features/history/history.hpp"
#include "features/history/one_kind.hpp"
#include "features/present_state.hpp"
#include "index/paging/list_reader.hpp"
#include "model/timestamp.hpp"
#include "support/clock.hpp"
#include "support/error.hpp"
#include "support/text.hpp"
#include "trakt/failure.hpp"
#include "trakt/page.hpp"
#include "trakt/paths.hpp"
#include "trakt/rows.hpp"

namespace mod_trakt::features {
namespace {

// This many look-ups are made even if a full read is cheaper.
constexpr std::size_t few_lookups = 20;
// The usual maximum of requests to bring a snapshot up to date: a page, two watched maps, and reads of the changes.
constexpr std::size_t update_requests = 14;

// A play watched this long before a proof may still reach Trakt after it, from another device.
constexpr std::int64_t lateness_ms = 15 * minute_ms;

// The path of the title's plays; empty without its Trakt id.
std::string title_path(const WantedPlay& wanted) {
    const auto id = parse_number<std::int64_t>(wanted.title.ids.get(IdKey::Trakt));
    return id ? trakt::history_of_title(wanted.title.type.value_or(MediaType::Movie), *id) : std::string();
}

// The path of a list that contains the wanted play; empty when only a full read can find it.
std::string lookup_path(const WantedPlay& wanted) {
    const MediaType type = wanted.title.type.value_or(MediaType::Movie);
    // Trakt does not document whether its date filter finds plays without a date (epoch 0), so such a play is looked up
    // by its title.
    if (wanted.minute_ms && *wanted.minute_ms != 0) {
        // Older rows have seconds, so the whole minute is requested, with both its ends.
        return trakt::history_between(type, *wanted.minute_ms, *wanted.minute_ms + 59'000);
    }
    return title_path(wanted);
}

void look_up(const std::string& path, account::Holdings& holdings, account::Context& context, const CallScope& scope) {
    account::Holdings found;
    index::List list = history_list(path, context);
    list.pages.max_pages.reset();
    list.restart = [&] { found = {}; };
    list.take = [&](const trakt::Page&, std::span<const json::Value> rows) {
        for (const json::Value row : rows) {
            const trakt::RowResult result = trakt::history_row(row, context.options.keys);
            const auto* taken = std::get_if<trakt::Row>(&result);
            // A skipped row may be the wanted play, so the look-up has failed.
            if (taken == nullptr)
                throw Failure(Status::BadData, "schema_changed",
                              "GET /sync/history: a row lacks members that this version needs; update the plugin");
            found.add(title_name_of_row(taken->item), {.history_id = taken->history_id,
                                                       .watched_ms = taken->epoch_ms,
                                                       .rating = 0,
                                                       .rated_ms = {},
                                                       .year = taken->item.year.view().integer()});
        }
    };
    index::read_lists(context.api, std::array{list}, FeatureId::History, nullptr, scope, context.log);
    holdings.merge(found);
}

// The look-ups of one call, by path.
class LookUps {
public:
    LookUps(account::Holdings& holdings, account::Context& context, const CallScope& scope)
        : holdings_(holdings), context_(context), scope_(scope) {}

    // Returns false when a look-up was refused or its answer is invalid, so that a full read is needed. A look-up that
    // fails for a passing reason leaves its plays open and does not stop the others, because it may fail for days.
    bool run(const std::set<std::string>& paths, std::span<const WantedPlay> wanted) {
        for (const std::string& path : paths) {
            if (!may_go_on()) {
                failed_.emplace(path, failed_.begin()->second);
                continue;
            }
            try {
                look_up(path, holdings_, context_, scope_);
                any_succeeded_ = true;
            } catch (const Failure& failure) {
                const Error& error = failure.error();
                if (trakt::ends_the_call(error.status)) throw;
                // Trakt answers 404 for a title that it does not know (API-5); its plays may be listed under another
                // id.
                const bool refused = error.http_status >= 400 && error.http_status < 500;
                // An empty answer without headers, or a list that came short, does not say what the account holds.
                const bool not_known = error.status == Status::BadData || error.status == Status::Incomplete;
                if (error.status == Status::Incomplete && read_by_title(path, wanted)) continue;
                if (refused || not_known) return false;
                failed_.emplace(path, error);
            }
        }
        return true;
    }
    bool have_all_failed() const noexcept { return !failed_.empty() && !any_succeeded_; }
    // Precondition: some have failed.
    const Error& first_failure() const noexcept { return failed_.begin()->second; }
    // Why the plays could not be looked up; one per wanted play, empty if no look-up has failed.
    Unread unread(std::span<const WantedPlay> wanted) const {
        Unread unread;
        if (failed_.empty()) return unread;
        for (const WantedPlay& play : wanted) {
            const auto failed = failed_.find(lookup_path(play));
            unread.push_back(failed != failed_.end() ? std::optional(failed->second) : std::nullopt);
        }
        return unread;
    }

private:
    // After so many failures and no success the server may be away: the newest play shows whether it is.
    static constexpr std::size_t enough_failures = 3;

    // Plays of one minute that come in another order in each answer cannot be read as a list. Those of a title can.
    bool read_by_title(const std::string& path, std::span<const WantedPlay> wanted) {
        std::map<std::string, const TitleName*> titles;
        for (const WantedPlay& play : wanted) {
            if (lookup_path(play) != path) continue;
            const std::string title = play.may_be_read_by_title ? title_path(play) : std::string();
            if (title.empty()) return false;
            titles.emplace(title, &play.title);
        }
        if (titles.size() > few_lookups) return false;
        for (const auto& [title, name] : titles) {
            try {
                look_up(title, holdings_, context_, scope_);
            } catch (const Failure& failure) {
                if (trakt::ends_the_call(failure.error().status)) throw;
                return false;
            }
            if (!holdings_.match(*name).is_held()) return false;  // the account may hold it under another id
        }
        return true;
    }

    bool may_go_on() {
        if (failed_.size() >= enough_failures && !any_succeeded_ && !has_probed_) {
            has_probed_ = true;
            any_succeeded_ = can_read_newest();
        }
        return any_succeeded_ || failed_.size() < enough_failures;
    }

    bool can_read_newest() const {
        try {
            trakt::get_page(context_.api, trakt::list_path(FeatureId::History), 1, 1, scope_);
            return true;
        } catch (const Failure& failure) {
            if (trakt::ends_the_call(failure.error().status)) throw;
            return false;
        }
    }

    account::Holdings& holdings_;
    account::Context& context_;
    const CallScope& scope_;
    std::map<std::string, Error> failed_;
    bool any_succeeded_ = false;
    bool has_probed_ = false;
};

// True if a title was looked up by its Trakt id only and not found: the account may hold it under another id.
bool some_title_is_open(std::span<const WantedPlay> wanted, const account::Holdings& holdings, const Unread& unread) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const WantedPlay& play = wanted[i];
        const bool by_minute = play.minute_ms && *play.minute_ms != 0;
        const bool was_read = unread.empty() || !unread[i];
        if (was_read && !by_minute && !holdings.match(play.title).is_held()) return true;
    }
    return false;
}

std::set<std::string> paths_of(std::span<const WantedPlay> wanted) {
    std::set<std::string> paths;
    for (const WantedPlay& play : wanted) paths.insert(lookup_path(play));
    return paths;
}

// The number of requests of a full read, estimated from the last snapshot.
std::size_t full_read_cost(const Feature& history, account::Context& context) {
    const auto last = context.knowledge.last(history.id());
    if (last == nullptr) return few_lookups;
    return static_cast<std::size_t>(last->count()) /
               static_cast<std::size_t>(context.options.of(FeatureId::History).pages.per_page) +
           2;
}

// True if the play may have reached Trakt from another device after the proof was made.
bool is_recent(const WantedPlay& play, const account::Proof& proof) {
    return play.minute_ms && *play.minute_ms > proof.at_unix_ms - lateness_ms;
}

// One flag per wanted play: true if the proof does not decide whether the account has it.
std::vector<bool> undecided_by(const account::Proof& proof, std::span<const WantedPlay> wanted) {
    std::set<std::int64_t> minutes;
    for (const WantedPlay& play : wanted)
        if (play.minute_ms) minutes.insert(*play.minute_ms);
    std::multimap<std::int64_t, TitleName> own;  // added by this handle
    if (proof.added.size() > 0)
        for (account::HeldPlay& play : proof.added.plays_at(minutes))
            own.emplace(floor_to_minute_ms(play.watched_ms), std::move(play.title));
    std::vector<bool> undecided;
    for (const WantedPlay& play : wanted) {
        const auto [begin, end] = own.equal_range(play.minute_ms.value_or(-1));
        // An own play is known by the ids that it was added with. The wanted play may be the same one under other ids.
        undecided.push_back(is_recent(play, proof) || std::any_of(begin, end, [&](const auto& other) {
                                const Sameness sameness = compare(other.second, play.title);
                                return sameness == Sameness::Unknown || sameness == Sameness::Contradicting;
                            }));
    }
    return undecided;
}

// The last snapshot, brought up to date as a read does it. Null when that takes more requests than `lookups`, or fails
// for a passing reason.
index::SnapshotPtr update_for(std::size_t lookups, account::Context& context, const CallScope& scope) {
    if (scope.fresh || lookups <= update_requests) return nullptr;
    try {
        return update_history(static_cast<std::int64_t>(lookups), context, scope);
    } catch (const Failure& failure) {
        if (trakt::ends_the_call(failure.error().status)) throw;
        return nullptr;
    }
}

// Look-ups show few titles. The last snapshot shows whether an id belongs to another title too.
account::Holdings with_known_titles(account::Holdings holdings, account::Context& context) {
    if (const auto last = context.knowledge.last(FeatureId::History))
        holdings.know_titles_of(*last, context.options.keys);
    else
        holdings.note_unknown_titles();
    return holdings;
}

}  // namespace

bool needs_look_up(const WantedPlay& wanted, account::Context& context) {
    const account::Proof* proof = context.knowledge.proven(FeatureId::History);
    return proof != nullptr && is_recent(wanted, *proof);
}

KnownPlays known_plays(const Feature& history, std::span<const WantedPlay> wanted, account::Context& context,
                       const CallScope& scope) {
    const KeyRules& rules = context.options.keys;
    if (!scope.fresh) {
        if (account::Proof* proof = context.knowledge.proven(history.id())) {
            account::Holdings holdings = account::holdings_of(*proof, rules);
            const std::vector<bool> is_undecided = undecided_by(*proof, wanted);
            std::set<std::string> paths;
            for (std::size_t i = 0; i < wanted.size(); ++i)
                if (is_undecided[i]) paths.insert(lookup_path(wanted[i]));
            LookUps look_ups(holdings, context, scope);
            if (paths.size() <= few_lookups && !paths.contains(std::string()) && look_ups.run(paths, wanted)) {
                // For the other plays the proof is enough.
                Unread unread = look_ups.unread(wanted);
                for (std::size_t i = 0; i < unread.size(); ++i)
                    if (!is_undecided[i]) unread[i].reset();
                return {std::move(holdings), std::move(unread)};
            }
            context.knowledge.forget_proof(history.id());
        }
        if (account::Proof* proof = proof_by_stamps(history.id(), context, scope))
            return {account::holdings_of(*proof, rules), {}};
    }
    const std::set<std::string> paths = paths_of(wanted);
    const bool by_lookups =
        !paths.contains(std::string()) && paths.size() <= std::max(few_lookups, full_read_cost(history, context));
    if (by_lookups)
        if (auto snapshot = update_for(paths.size(), context, scope))
            return {account::holdings_of(context.knowledge.prove(history.id(), std::move(snapshot)), rules), {}};
    Unread unread;
    if (by_lookups) {
        account::Holdings holdings;
        LookUps look_ups(holdings, context, scope);
        const bool were_read = look_ups.run(paths, wanted);
        if (look_ups.have_all_failed()) throw Failure(look_ups.first_failure());
        unread = look_ups.unread(wanted);
        if (were_read && !some_title_is_open(wanted, holdings, unread))
            return {with_known_titles(std::move(holdings), context), std::move(unread)};
    }
    account::Proof& proof = context.knowledge.prove(history.id(), history.read(context, scope));
    return {account::holdings_of(proof, rules), std::move(unread)};
}

}  // namespace mod_trakt::features
