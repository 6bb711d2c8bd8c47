#include "changes/settlement.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "changes/only_play.hpp"
#include "changes/play_aliases.hpp"
#include "changes/title_text.hpp"
#include "model/sent_name.hpp"
#include "trakt/failure.hpp"

namespace mod_trakt::changes {
namespace {

constexpr std::string_view not_removed_message = "Trakt accepted the removal but did not carry it out";

bool was_read(const Held& held, std::size_t intent) { return held.unread.empty() || !held.unread[intent]; }

// True if the held title, or one that the name may also mean, has this play.
bool shows_play(const account::HeldMatch& match, std::int64_t history_id) {
    const auto has_play = [history_id](const account::HeldTitle& title) {
        return std::any_of(title.holdings.begin(), title.holdings.end(),
                           [history_id](const account::Holding& play) { return play.history_id == history_id; });
    };
    return has_play(match.title) || std::any_of(match.rivals.begin(), match.rivals.end(), has_play);
}

}  // namespace

void Settlement::note(const Piece& piece, std::size_t number, const OpenFinding& finding, bool is_title_known) {
    open_.push_back({*piece.intent, piece.history_id, number, finding, is_title_known});
}

std::optional<Held> Settlement::read(std::span<const Intent> intents) {
    // A proof from before the write is not valid now, and what is read during the write is no proof after it.
    account::Knowledge& knowledge = context_.knowledge;
    knowledge.forget_proof(writer_.feature());
    try {
        Held held = writer_.read_back(intents);
        knowledge.forget_proof(writer_.feature());
        std::vector<TitleName> names;
        names.reserve(intents.size());
        for (const Intent& intent : intents) names.push_back(intent.name);
        if (held.holdings) held.holdings->look_for(names);  // all in one pass
        return held.holdings ? std::optional(std::move(held)) : std::nullopt;
    } catch (const Failure& failure) {
        knowledge.forget_proof(writer_.feature());
        if (trakt::ends_the_call(failure.error().status)) report_.fail(failure.error());
        return std::nullopt;
    }
}

// After a server fault of a write Trakt may still answer reads.
bool Settlement::may_read() const { return !report_.failure() || report_.failure()->http_status >= 500; }

std::optional<Held> Settlement::read(std::span<const Open> open) {
    if (open.empty() || !may_read()) return std::nullopt;
    std::vector<Intent> intents;
    intents.reserve(open.size());
    for (const Open& one : open) intents.push_back(one.intent);
    return read(intents);
}

std::optional<Held> Settlement::read_late(std::span<const Open> open, const IsMade& is_made) {
    std::optional<Held> now = read(open);
    if (!now) return now;
    const auto may_come = [&](std::size_t i) {
        const Doubt doubt = open[i].finding.doubt;
        return (doubt == Doubt::Uncertain || doubt == Doubt::NoEffect) && was_read(*now, i) &&
               !is_made(open[i], *now->holdings);
    };
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < open.size(); ++i)
        if (may_come(i)) missing.push_back(i);
    if (missing.empty()) return now;
    const auto leave_unread = [&](const Error& error) {
        now->unread.resize(open.size());
        for (const std::size_t i : missing) now->unread[i] = error;
    };
    try {
        scope_.wait(context_.options.settle_ms);
    } catch (const Failure& failure) {
        report_.fail(failure.error());
        leave_unread(failure.error());
        return now;
    }
    if (std::optional<Held> later = read(open)) return later;
    leave_unread(
        {.status = Status::Incomplete, .reason = "partial_read", .message = "what the account has could not be read"});
    return now;
}

std::vector<std::optional<bool>> Settlement::are_there(std::span<const Intent> intents) {
    std::vector<std::optional<bool>> there(intents.size());
    const auto held = read(intents);
    if (!held) return there;
    for (std::size_t i = 0; i < intents.size(); ++i) {
        if (!was_read(*held, i)) continue;
        there[i] = writer_.is_satisfied(intents[i], *held->holdings);
        if (there[i] == true) note_history_id(intents[i], *held->holdings);
    }
    return there;
}

std::vector<Settlement::Sighting> Settlement::look_for(std::span<const Intent> plays) {
    std::vector<Sighting> seen(plays.size());
    const auto now = read(plays);
    if (!now) return seen;
    const account::Holdings& holdings = *now->holdings;
    std::set<std::int64_t> minutes;
    std::vector<bool> is_open(plays.size());
    for (std::size_t i = 0; i < plays.size(); ++i) {
        if (!was_read(*now, i)) continue;
        seen[i].is_there = writer_.is_satisfied(plays[i], holdings);
        if (seen[i].is_there == true) note_history_id(plays[i], holdings);
        // A play of a title that is held shows under the ids of that title.
        is_open[i] = seen[i].is_there == false && plays[i].minute_ms && !holdings.match(plays[i].name).is_held();
        if (is_open[i]) minutes.insert(*plays[i].minute_ms);
    }
    if (minutes.empty()) return seen;
    const auto unexplained = of_nobody(holdings.plays_at(minutes));
    for (std::size_t i = 0; i < plays.size(); ++i)
        if (is_open[i]) seen[i].unexplained = unexplained;
    return seen;
}

std::vector<account::HeldPlay> Settlement::of_nobody(std::vector<account::HeldPlay> plays) const {
    account::Journal* const journal = context_.knowledge.journal();
    if (journal == nullptr || plays.empty()) return plays;
    journal->load();
    return plays_not_in_journal(std::move(plays), *journal);
}

void Settlement::note_history_id(const Intent& play, const account::Holdings& now) {
    if (!writer_.adds_plays() || play.input == Intent::no_input) return;
    if (const std::int64_t id = only_play_at(now.match(play.name), play.minute_ms); id != 0)
        report_.set_history_id(play.input, id);
}

std::vector<std::optional<bool>> Settlement::are_there(std::span<const Intent> plays, std::span<const Intent> all,
                                                       std::span<const account::HeldPlay> before,
                                                       TitleResolver& resolver) {
    std::vector<std::optional<bool>> there = find_sent(plays, before);
    if (report_.failure() || std::none_of(there.begin(), there.end(), [](const auto& one) { return !one; }))
        return there;
    std::vector<Intent> open;
    for (std::size_t i = 0; i < plays.size(); ++i)
        if (!there[i]) open.push_back(plays[i]);
    const auto found = read_sent(open, all, before, resolver);
    auto next = found.begin();
    for (std::optional<bool>& one : there)
        if (!one) one = *next++;
    return there;
}

std::vector<std::optional<bool>> Settlement::find_sent(std::span<const Intent> plays,
                                                       std::span<const account::HeldPlay> before) {
    try {
        return writer_.find_sent(plays, before);
    } catch (const Failure& failure) {
        report_.fail(failure.error());
        return std::vector<std::optional<bool>>(plays.size());
    }
}

std::vector<std::optional<bool>> Settlement::read_sent(std::span<const Intent> plays, std::span<const Intent> all,
                                                       std::span<const account::HeldPlay> before,
                                                       TitleResolver& resolver) {
    std::vector<std::optional<bool>> there(plays.size());
    const auto now = read(plays);
    if (!now) return there;
    const account::Holdings& holdings = *now->holdings;
    std::set<std::int64_t> minutes;
    for (std::size_t i = 0; i < plays.size(); ++i) {
        if (was_read(*now, i)) there[i] = writer_.is_satisfied(plays[i], holdings);
        if (there[i] == true) note_history_id(plays[i], holdings);
        // If the title is held, its plays show under its ids, and no other title needs to be considered.
        const bool is_known = there[i] != false || holdings.match(plays[i].name).is_held();
        if (!is_known && plays[i].minute_ms) minutes.insert(*plays[i].minute_ms);
    }
    if (minutes.empty()) return there;
    std::vector<Intent> of_minutes;
    for (const Intent& intent : all) {
        if (!intent.minute_ms || !minutes.contains(*intent.minute_ms)) continue;
        of_minutes.push_back(intent);
        of_minutes.back().held = holdings.match(intent.name);
    }
    const auto unexplained = of_nobody(unexplained_plays(new_plays(holdings.plays_at(minutes), before), of_minutes));
    for (std::size_t i = 0; i < plays.size(); ++i) {
        Intent intent = plays[i];
        if (there[i] != false || holdings.match(intent.name).is_held()) continue;
        if (!TitleResolver::may_be_one_of(intent, unexplained)) continue;
        const auto why = resolver.rule_out_alias(intent, holdings, unexplained);
        // A search that finds nothing does not prove that the play is not there.
        there[i] = !why && writer_.is_satisfied(intent, holdings) ? std::optional(true) : std::nullopt;
        if (there[i] == true) note_history_id(intent, holdings);
    }
    return there;
}

void Settlement::settle(const Held& before) {
    const std::vector<Open> opened = std::exchange(open_, {});
    if (std::none_of(opened.begin(), opened.end(), [](const Open& open) { return open.is_title_known; })) return;
    const auto now = read_late(opened, [&](const Open& open, const account::Holdings& holdings) {
        return writer_.is_satisfied(open.intent, holdings);
    });
    if (!now) return;
    if (writer_.change() == Change::Remove) return settle_removals(opened, *now, before);
    for (std::size_t i = 0; i < opened.size(); ++i)
        if (was_read(*now, i))
            settle_addition(opened[i], writer_.is_satisfied(opened[i].intent, *now->holdings), before, *now->holdings);
}

void Settlement::settle_addition(const Open& open, bool is_there, const Held& before, const account::Holdings& now) {
    const Intent& intent = open.intent;
    const Doubt doubt = open.finding.doubt;
    if (is_there) {
        note_history_id(intent, now);
        // Some of these titles were added and the others were held before. Without the holdings from before the write
        // it is not known which.
        if (doubt == Doubt::Mixed && !before.holdings) return;
        if (doubt == Doubt::Conflict) return report_.set(intent.input, Verdict::Existing);
        const bool was_there = before.holdings && writer_.is_satisfied(intent, *before.holdings);
        Finding finding{was_there ? Verdict::Existing : Verdict::Added, {}, {}};
        writer_.correct(intent, finding);
        return report_.set(intent.input, finding.verdict);
    }
    if (doubt == Doubt::Uncertain)
        return report_.set(intent.input, open.finding.otherwise, open.finding.hint, open.finding.message);
    if (doubt == Doubt::NoEffect) {
        // It may be there under ids that Trakt does not show.
        if (!rivals_of({intent.name, *intent.minute_ms}, of_nobody(now.plays_at({*intent.minute_ms})),
                       context_.knowledge.aliases())
                 .empty())
            return;
        return report_.set(intent.input, Verdict::Rejected, open.finding.hint,
                           open.finding.message + ": " + name_for_people(intent), reduced_item_json(intent.title));
    }
    if (doubt == Doubt::Conflict)
        return report_.set(intent.input, Verdict::Rejected, open.finding.hint,
                           open.finding.message + "; the account does not have it: " + name_for_people(intent),
                           reduced_item_json(intent.title));
    if (doubt == Doubt::Unnamed)
        return report_.set(intent.input, Verdict::NotFound, "not_found", "Trakt does not know this title",
                           reduced_item_json(intent.title));
    // Without counts, Trakt may have added it, or may still add it.
    if (doubt == Doubt::Uncounted || !is_named_by_trakt_id(intent.title)) return;
    report_.set(intent.input, Verdict::Rejected, "not added",
                "Trakt accepted the request but did not add " + name_for_people(intent),
                reduced_item_json(intent.title));
}

// Some titles that were not known to be held may have been held under other ids. The answer's count decides only if it
// fits all of them or none.
void Settlement::settle_removals(std::span<const Open> open, const Held& now, const Held& before) {
    using Group = std::pair<std::size_t, MediaType>;  // what one count is about
    struct Tally {
        std::int64_t removed = 0, others = 0;  // others: gone, and not known to have been held
        bool is_read = true;
    };
    const auto group_of = [](const Open& one) { return Group{one.finding.answer, media_type(one.intent.title)}; };
    const auto is_read = [&](std::size_t i) { return open[i].is_title_known && was_read(now, i); };
    std::vector<bool> is_gone(open.size());
    std::map<Group, Tally> tallies;
    for (std::size_t i = 0; i < open.size(); ++i) {
        Tally& tally = tallies[group_of(open[i])];
        if (!is_read(i)) {
            tally.is_read = false;
            continue;
        }
        is_gone[i] = writer_.is_satisfied(open[i].intent, *now.holdings);
        if (is_gone[i]) ++(open[i].intent.held.is_held() ? tally.removed : tally.others);
    }
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (!is_read(i)) continue;
        const Open& one = open[i];
        std::optional<bool> was_held = one.intent.held.is_held();
        if (!*was_held && one.finding.applied) {
            const Tally& tally = tallies[group_of(one)];
            const std::int64_t left = *one.finding.applied - tally.removed;
            const bool is_decided = tally.is_read && (left == 0 || left == tally.others);
            was_held = is_decided ? std::optional(left != 0) : std::nullopt;
        } else if (!before.holdings) {
            was_held = one.finding.doubt != Doubt::NothingDeleted;
        }
        settle_removal(one, is_gone[i], was_held);
    }
}

// If `was_held` is nullopt, it stays open whether this call has removed the title.
void Settlement::settle_removal(const Open& open, bool is_gone, std::optional<bool> was_held) {
    const Intent& intent = open.intent;
    if (!is_gone && open.finding.doubt == Doubt::Uncertain)
        return report_.set(intent.input, open.finding.otherwise, open.finding.hint, open.finding.message);
    if (!is_gone)
        return report_.set(intent.input, Verdict::Rejected, not_removed_hint,
                           std::string(not_removed_message) + ": " + name_for_people(intent),
                           reduced_item_json(intent.title));
    if (was_held) report_.set(intent.input, *was_held ? Verdict::Removed : Verdict::Absent);
}

void Settlement::settle(PlayFates& fates) {
    const std::vector<Open> opened = std::exchange(open_, {});
    const auto now = read_late(opened, [](const Open& open, const account::Holdings& holdings) {
        return !shows_play(holdings.match(open.intent.name), open.history_id);
    });
    if (!now) return;
    for (std::size_t i = 0; i < opened.size(); ++i) {
        const Open& open = opened[i];
        if (!was_read(*now, i)) continue;
        const bool is_there = shows_play(now->holdings->match(open.intent.name), open.history_id);
        const std::string message = std::string(not_removed_message) + ": " + name_for_people(open.intent);
        Finding finding{Verdict::Removed, {}, {}};
        if (is_there && open.finding.doubt == Doubt::Uncertain)
            finding = {open.finding.otherwise, open.finding.hint, open.finding.message};
        else if (is_there)
            finding = {Verdict::Rejected, not_removed_hint, message};
        fates.correct(open.number, finding);
    }
}

}  // namespace mod_trakt::changes
