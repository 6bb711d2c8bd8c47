#include "undo_judge.hpp"

#include <algorithm>

namespace mod_trakt::sim {
namespace {

// So long a handle uses an answer of last_activities, so what it takes for the present state may be so old.
constexpr Time stamps_live = 10'000 * ms;

std::size_t first_version_of(const std::vector<Version>& versions, const Call& call) {
    std::size_t first = call.first_version;
    while (first > 0 && versions[first].at > call.begun - stamps_live) --first;
    return first;
}

bool is_dubious(const Call& call) { return call.was_uncertain || call.has_crashed; }

}  // namespace

UndoJudge::UndoJudge(const std::vector<Version>& versions, const Calls& calls, Say say)
    : versions_(versions), calls_(calls), say_(std::move(say)) {
    for (const auto& [id, play] : versions_.front().state.plays) lives_[id] = {play, {}, {}};
    for (std::size_t v = 1; v < versions_.size(); ++v) {
        const State &before = versions_[v - 1].state, &now = versions_[v].state;
        for (const auto& [id, play] : now.plays)
            if (!before.plays.contains(id)) lives_[id] = {play, versions_[v].cause, {}}, with_new_plays_.insert(v);
        for (const auto& [id, play] : before.plays)
            if (!now.plays.contains(id)) lives_[id].killed = versions_[v].cause, lives_[id].killed_in = v;
        std::set<Title> titles;
        for (const State* state : {&before, &now}) {
            for (const auto& [title, rating] : state->ratings) titles.insert(title);
            titles.insert(state->watchlist.begin(), state->watchlist.end());
        }
        for (const Title& title : titles) {
            if (value_in(before, "ratings", title) != value_in(now, "ratings", title)) rated_[title].push_back(v);
            if (value_in(before, "watchlist", title) != value_in(now, "watchlist", title)) listed_[title].push_back(v);
        }
    }
}

UndoJudge::Value UndoJudge::value_in(const State& state, const std::string& feature, const Title& title) const {
    if (feature == "watchlist") return state.watchlist.contains(title) ? Value(1) : std::nullopt;
    const auto rating = state.ratings.find(title);
    return rating != state.ratings.end() ? Value(rating->second) : std::nullopt;
}

// --- Runs.

std::optional<std::string> UndoJudge::target_of(const Call& undo) const {
    if (undo.undone && !undo.undone->run.empty()) return undo.undone->run;
    return undo.step->undoes.empty() ? std::nullopt : std::optional(undo.step->undoes);
}

bool UndoJudge::is_of(const Cause& cause, const std::optional<std::string>& run) const {
    return cause.is_call() && (!run || call_of(cause).step->run == *run);
}

bool UndoJudge::is_added_by(const std::optional<std::string>& run, std::int64_t id) const {
    const Life& life = lives_.at(id);
    if (is_of(life.born, run)) return true;
    if (!life.born.is_call()) return false;
    const Step& step = *call_of(life.born).step;
    const auto remover = step.verb == Verb::Undo ? target_of(call_of(life.born)) : std::optional(step.run);
    return std::any_of(lives_.begin(), lives_.end(), [&](const auto& other) {
        return other.first < id && other.second.place() == life.place() && other.second.killed_in != 0 &&
               is_of(other.second.killed, remover) && is_added_by(run, other.first);
    });
}

bool UndoJudge::is_undo_of(const Cause& cause, const std::optional<std::string>& run) const {
    if (!cause.is_call() || call_of(cause).step->verb != Verb::Undo) return false;
    const auto target = target_of(call_of(cause));
    return !run || !target || *target == *run;
}

bool UndoJudge::has_call(const std::optional<std::string>& run, const std::function<bool(const Call&)>& fits) const {
    return std::any_of(calls_.begin(), calls_.end(), [&](const Call& call) {
        return (!run || call.step->run == *run) && call.step->verb != Verb::Index && fits(call);
    });
}

bool UndoJudge::may_have_asked(const Call& call, Verb verb, const char* feature, const Title& title,
                               const std::int64_t* minute) const {
    if (call.step->verb == Verb::Undo) return true;
    return call.step->verb == verb && call.step->feature == feature &&
           std::any_of(call.step->items.begin(), call.step->items.end(), [&](const Item& item) {
               return item.title == title && (minute == nullptr || item.minute == *minute);
           });
}

// --- What an undo may do.

void UndoJudge::judge_changes(std::size_t number) const {
    const Version& version = versions_[number];
    const State &before = versions_[number - 1].state, &now = version.state;
    if (call_of(version.cause).step->is_dry_run) say_(version.at, "a dry run changes the account");
    for (const auto& [id, play] : before.plays)
        if (!now.plays.contains(id)) judge_removal(number, id);
    for (const auto& [id, play] : now.plays)
        if (!before.plays.contains(id)) judge_addition(number, play);
    for (const auto& [title, versions] : rated_)
        if (std::binary_search(versions.begin(), versions.end(), number)) judge_rating(number, title);
    for (const auto& [title, versions] : listed_)
        if (std::binary_search(versions.begin(), versions.end(), number)) judge_entry(number, title);
}

// Identity is the history id.
void UndoJudge::judge_removal(std::size_t version, std::int64_t id) const {
    const auto run = target_of(call_of(versions_[version].cause));
    const Life& life = lives_.at(id);
    if (!is_added_by(run, id))
        say_(versions_[version].at,
             "an undo of " + run.value_or("some run") + " removes what this run has not added: " + text_of(life.play));
}

void UndoJudge::judge_addition(std::size_t version, const Play& play) const {
    const auto run = target_of(call_of(versions_[version].cause));
    const std::int64_t minute = play.minute();
    const bool was_removed = std::any_of(lives_.begin(), lives_.end(), [&](const auto& one) {
        const Life& life = one.second;
        return life.place() == Place(play.title, minute) && life.killed_in != 0 && life.killed_in < version &&
               is_of(life.killed, run);
    });
    // Of a removal whose answer was lost nobody can say who has made it.
    const bool may_be =
        was_removed || has_call(run, [&](const Call& call) {
            return is_dubious(call) && may_have_asked(call, Verb::Remove, "history", play.title, &minute);
        });
    if (!may_be)
        say_(versions_[version].at,
             "an undo of " + run.value_or("some run") + " adds what this run has not removed: " + text_of(play));
}

void UndoJudge::judge_rating(std::size_t version, const Title& title) const {
    const Call& undo = call_of(versions_[version].cause);
    const auto run = target_of(undo);
    const Value value = value_in(versions_[version].state, "ratings", title);
    const auto is_of_title = [&](const Call& call) {
        return may_have_asked(call, Verb::Add, "ratings", title) ||
               may_have_asked(call, Verb::Remove, "ratings", title);
    };
    const bool is_former = has_call(run, [&](const Call& call) {
        if (!is_of_title(call)) return false;
        for (std::size_t v = first_version_of(versions_, call); v <= call.last_version; ++v)
            if (value_in(versions_[v].state, "ratings", title) == value) return true;
        return false;
    });
    if (!is_former)
        return say_(versions_[version].at,
                    "an undo gives a rating that was not there before the run: " + text_of(title));
    // A rating that was changed after the run stays. What was changed during the undo nobody can know.
    const bool is_of_run = has_call(run, [&](const Call& call) {
        if (!is_of_title(call)) return false;
        if (call.step->verb == Verb::Undo) return true;
        Value given;
        for (const Item& item : call.step->items)
            if (item.title == title && call.step->verb == Verb::Add) given = item.rating;
        for (std::size_t v = first_version_of(versions_, undo); v < version; ++v)
            if (value_in(versions_[v].state, "ratings", title) == given) return true;
        return false;
    });
    if (!is_of_run)
        say_(versions_[version].at, "an undo changes a rating that was changed after the run: " + text_of(title));
}

void UndoJudge::judge_entry(std::size_t version, const Title& title) const {
    const auto run = target_of(call_of(versions_[version].cause));
    const bool is_there = versions_[version].state.watchlist.contains(title);
    if (!is_there && with_new_plays_.contains(version)) return;  // Trakt takes watched titles off the list
    bool may_be = false;
    for (const std::size_t v : listed_.at(title)) {
        if (v >= version) break;
        const Cause& cause = versions_[v].cause;
        const bool is_opposite = versions_[v].state.watchlist.contains(title) != is_there;
        // Entries that its plays, or undos of it, took away.
        may_be = may_be || (is_opposite && (is_of(cause, run) || is_undo_of(cause, run)));
    }
    // What a play took away is known by the last index, in which there may be more than there was then.
    may_be = may_be || has_call(run, [&](const Call& call) {
                 const bool adds_plays = call.step->verb == Verb::Add && call.step->feature == "history";
                 return (is_there && adds_plays) ||
                        may_have_asked(call, is_there ? Verb::Remove : Verb::Add, "watchlist", title);
             });
    if (!may_be)
        say_(versions_[version].at, std::string("an undo of ") + run.value_or("some run") +
                                        (is_there ? " puts on the watchlist what the run has not taken off: "
                                                  : " takes off the watchlist what the run has not put on it: ") +
                                        text_of(title));
}

// --- What an undo must do.

void UndoJudge::judge_call(std::size_t number) const {
    const Call& call = calls_[number];
    if (!call.undone || call.step->is_dry_run) return;
    for (const Undone::Made& made : call.undone->made)
        if (made.action == "remove_play") judge_verdict(number, made);
    if (call.failure.empty() && call.undone->state == "taken_back") judge_completion(number);
}

void UndoJudge::judge_verdict(std::size_t number, const Undone::Made& made) const {
    const Call& call = calls_[number];
    const std::string& word = made.verdict.word;
    const auto life = lives_.find(made.history_id);
    const auto wrong = [&](const char* why) {
        say_(call.ended, "an undo says " + word + " (" + made.verdict.hint + ") of the play " +
                             std::to_string(made.history_id) + ", " + why);
    };
    if (life == lives_.end()) return wrong("which was never there");
    const bool is_gone = life->second.killed_in != 0 && life->second.killed_in <= call.last_version;
    const bool has_done = is_gone && life->second.killed.call == number;
    if (word == "removed") {
        if (!has_done && !(is_gone && call.was_uncertain)) wrong("but it has not removed it");
    } else if (word == "absent") {
        if (!is_gone) wrong("but it is there");
    } else if (word != "unknown") {
        if (has_done) wrong("but it has removed it");
    }
}

// Only while no other call of the run goes on, and no earlier undo has taken back a part of it.
void UndoJudge::judge_completion(std::size_t number) const {
    const Call& undo = calls_[number];
    const std::string& run = undo.undone->run;
    const bool is_in_work = has_call(run, [&](const Call& call) { return !call.is_over || call.ended > undo.begun; });
    if (is_in_work) return;
    judge_plays_back(number);
    for (const char* feature : {"ratings", "watchlist"}) judge_values_back(number, feature);
}

void UndoJudge::judge_plays_back(std::size_t number) const {
    const Call& undo = calls_[number];
    const std::string& run = undo.undone->run;
    std::int64_t newest_id = 0;
    for (std::size_t v = 0; v <= undo.last_version; ++v)
        if (const auto& plays = versions_[v].state.plays; !plays.empty())
            newest_id = std::max(newest_id, plays.rbegin()->first);
    // What it removed and what it added at one place cancel out.
    std::map<Place, int> too_many;
    std::map<Place, const char*> where;
    for (const auto& [id, life] : lives_) {
        const bool is_own = is_added_by(run, id);
        const bool is_there = versions_[undo.last_version].state.plays.contains(id);
        // What an undo of another run adds again comes after this one.
        const bool comes_later = is_of(life.born, run) && id > newest_id;
        if (is_own && (is_there || comes_later)) {
            ++too_many[life.place()];
            where[life.place()] = is_there ? "this play is there: " : "this play comes later: ";
        }
        const bool was_taken = life.killed_in != 0 && life.killed_in <= undo.first_version && is_of(life.killed, run);
        if (was_taken && !is_own) --too_many[life.place()];
    }
    bool is_first = true;
    for (std::size_t i = 0; i < number; ++i) is_first = is_first && !is_undo_of({i}, run);
    for (const auto& [place, count] : too_many) {
        const Play play{place.first, place.second * 60'000};
        if (count == 0 || is_named(*undo.undone, "history", place.first, &place.second) ||
            is_tangled("history", place.first, &place.second))
            continue;
        const std::string says = "an undo says that " + run + " is taken back, but ";
        if (count > 0) say_(undo.ended, says + where[place] + text_of(play));
        if (count > 0 || !is_first) continue;
        bool was_there = false;
        for (std::size_t v = undo.first_version; v <= undo.last_version; ++v)
            for (const auto& [id, own] : versions_[v].state.plays)
                was_there = was_there || Place(own.title, own.minute()) == place;
        if (!was_there) say_(undo.ended, says + "a play that it removed is not there: " + text_of(play));
    }
}

void UndoJudge::judge_values_back(std::size_t number, const char* feature) const {
    const Call& undo = calls_[number];
    const std::string& run = undo.undone->run;
    for (const auto& [title, versions] : changes_of(feature)) {
        std::size_t first = 0;
        bool is_alone = true;  // nobody else has changed it since just before the run
        for (const std::size_t v : versions) {
            if (v > undo.last_version) break;
            const Cause& cause = versions_[v].cause;
            if (first == 0 && is_of(cause, run)) {
                first = v;
                const std::size_t known = first_version_of(versions_, call_of(cause));
                for (const std::size_t other : versions) is_alone = is_alone && !(other > known && other < first);
            }
            // What its plays took away is known only if an index had shown it.
            const bool is_taken = with_new_plays_.contains(v);
            if (first != 0 && (is_taken || !(is_of(cause, run) || cause.call == number))) is_alone = false;
        }
        if (first == 0 || !is_alone || is_tangled(feature, title) || is_named(*undo.undone, feature, title)) continue;
        if (value_in(versions_[undo.last_version].state, feature, title) !=
            value_in(versions_[first - 1].state, feature, title))
            say_(undo.ended, "an undo says that " + run + " is taken back, but the " + feature + " have not of " +
                                 text_of(title) + " what they had before");
    }
}

bool UndoJudge::is_named(const Undone& undone, const std::string& feature, const Title& title,
                         const std::int64_t* minute) const {
    return std::any_of(undone.named.begin(), undone.named.end(), [&](const Undone::Named& one) {
        return one.feature == feature && (!one.title || *one.title == title) &&
               (minute == nullptr || !one.minute || *one.minute == *minute);
    });
}

bool UndoJudge::is_named_anywhere(const std::string& feature, const Title& title, const std::int64_t* minute) const {
    return std::any_of(calls_.begin(), calls_.end(),
                       [&](const Call& call) { return call.undone && is_named(*call.undone, feature, title, minute); });
}

// --- The end.

bool UndoJudge::is_disputed(const std::string& run) const {
    const auto is_undone = [&](const Call& undo) {
        return std::any_of(calls_.begin(), calls_.end(), [&](const Call& call) {
            return call.step->verb == Verb::Undo && target_of(call) == undo.step->run;
        });
    };
    for (std::size_t a = 0; a < calls_.size(); ++a)
        for (std::size_t b = a + 1; b < calls_.size(); ++b) {
            const Call &first = calls_[a], &second = calls_[b];
            if (first.step->run == second.step->run || second.begun > first.ended) continue;
            if (!is_undo_of({a}, run) || !is_undo_of({b}, run)) continue;
            if (is_undone(first) || is_undone(second)) return true;
        }
    return false;
}

bool UndoJudge::is_tangled(const char* feature, const Title& title, const std::int64_t* minute) const {
    std::set<std::string> runs;
    for (const Call& call : calls_) {
        const bool is_asked =
            call.step->verb != Verb::Undo && (may_have_asked(call, Verb::Add, feature, title, minute) ||
                                              may_have_asked(call, Verb::Remove, feature, title, minute));
        if (is_asked) runs.insert(call.step->run);
    }
    return runs.size() > 1 ||
           std::any_of(runs.begin(), runs.end(), [&](const std::string& run) { return is_disputed(run); });
}

void UndoJudge::judge_end() const {
    const Version& end = versions_.back();
    const State& former = versions_.front().state;
    std::set<Place> there, by_phone, lost;  // now; changed by the phone; taken by calls from what was there before
    for (const auto& [id, play] : end.state.plays) there.emplace(play.title, play.minute());
    for (const auto& [id, life] : lives_) {
        if (life.born.call == Cause::phone || life.killed.call == Cause::phone) by_phone.insert(life.place());
        if (former.plays.contains(id) && life.killed.is_call()) lost.insert(life.place());
    }
    for (const auto& [id, life] : lives_) {
        const std::int64_t minute = life.play.minute();
        if (by_phone.contains(life.place()) || is_named_anywhere("history", life.play.title, &minute) ||
            is_tangled("history", life.play.title, &minute))
            continue;
        if (life.killed_in == 0 && life.born.is_call() && !lost.contains(life.place()))
            say_(end.at, "all was taken back, but this play is still there: " + text_of(life.play));
        if (former.plays.contains(id) && !there.contains(life.place()))
            say_(end.at, "all was taken back, but this play is not there again: " + text_of(life.play));
    }
    // Which entries of the watchlist plays have taken away is known by the last index only.
    for (const auto& [title, versions] : rated_) {
        const bool is_by_phone = std::any_of(versions.begin(), versions.end(),
                                             [&](std::size_t v) { return versions_[v].cause.call == Cause::phone; });
        if (is_by_phone || is_named_anywhere("ratings", title) || is_tangled("ratings", title)) continue;
        if (value_in(end.state, "ratings", title) != value_in(former, "ratings", title))
            say_(end.at, "all was taken back, but the rating of " + text_of(title) + " is not what it was before");
    }
}

}  // namespace mod_trakt::sim
