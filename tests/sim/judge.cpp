// The promises: each play is there once, nothing came or went that nobody asked for, verdicts were true when they were
// given, and an index is the account at some moment of its read.
#include "judge.hpp"

#include <algorithm>
#include <functional>

#include "twin/iso_time.hpp"

namespace mod_trakt::sim {
namespace {

// A certain entry of the journal counts for a reader that read less than settle_ms after it (JRN-5), by times of whole
// seconds.
constexpr Time counts_for = (settle_ms + 3'000) * ms;

// So long a handle uses an answer of last_activities for the index of another feature.
constexpr Time stamps_live = 10'000 * ms;

std::size_t count(const State& state, const Play& play) {
    return static_cast<std::size_t>(std::count_if(state.plays.begin(), state.plays.end(), [&](const auto& entry) {
        return entry.second.title == play.title && entry.second.minute() == play.minute();
    }));
}

bool is_not_applied(const std::string& word) {
    return word == "deferred" || word == "rejected" || word == "limit" || word == "not_found";
}

// The list of this type; the watchlist is one list.
Index part_of(Index index, const std::string& feature, const std::string& type) {
    std::erase_if(index.plays, [&](const Play& play) { return feature != "history" || play.title.type != type; });
    std::erase_if(index.ratings, [&](const auto& entry) { return feature != "ratings" || entry.first.type != type; });
    if (feature != "watchlist") index.watchlist.clear();
    return index;
}

}  // namespace

void Judge::say(Time at, const std::string& what) { broken_.push_back(std::to_string(at / ms) + " ms: " + what); }

std::vector<std::string> Judge::judge(bool is_taken_back) {
    for (std::size_t version = 1; version < versions_.size(); ++version) judge_changes(version);
    for (std::size_t number = 0; number < calls_.size(); ++number) judge_call(number);
    if (is_taken_back) undos_.judge_end();
    return std::move(broken_);
}

bool Judge::has_asked(const Cause& cause, Verb verb, const char* feature, const Title& title,
                      const std::int64_t* minute) const {
    if (cause.call == Cause::phone) return true;
    if (!cause.is_call()) return false;
    const Step& step = *calls_.at(cause.call).step;
    return step.verb == verb && step.feature == feature &&
           std::any_of(step.items.begin(), step.items.end(), [&](const Item& item) {
               return item.title == title && (minute == nullptr || item.minute == *minute);
           });
}

void Judge::judge_changes(std::size_t number) {
    const Version& version = versions_[number];
    const State &before = versions_[number - 1].state, &now = version.state;
    for (const auto& [id, play] : now.plays)
        if (!before.plays.contains(id)) judge_count(number, play);
    if (version.cause.is_call() && calls_.at(version.cause.call).step->verb == Verb::Undo)
        return undos_.judge_changes(number);
    for (const auto& [id, play] : now.plays) {
        const std::int64_t minute = play.minute();
        if (!before.plays.contains(id) && !has_asked(version.cause, Verb::Add, "history", play.title, &minute))
            say(version.at, "nobody asked to add " + text_of(play));
    }
    for (const auto& [id, play] : before.plays) {
        const std::int64_t minute = play.minute();
        if (!now.plays.contains(id) && !has_asked(version.cause, Verb::Remove, "history", play.title, &minute))
            say(version.at, "nobody asked to remove " + text_of(play));
    }
    for (const auto& [title, rating] : now.ratings) {
        const auto former = before.ratings.find(title);
        if (former != before.ratings.end() && former->second == rating) continue;
        if (!has_asked(version.cause, Verb::Add, "ratings", title)) say(version.at, "nobody rated " + text_of(title));
    }
    for (const auto& [title, rating] : before.ratings)
        if (!now.ratings.contains(title) && !has_asked(version.cause, Verb::Remove, "ratings", title))
            say(version.at, "nobody asked to remove the rating of " + text_of(title));
    for (const Title& title : now.watchlist)
        if (!before.watchlist.contains(title) && !has_asked(version.cause, Verb::Add, "watchlist", title))
            say(version.at, "nobody put on the watchlist: " + text_of(title));
    for (const Title& title : before.watchlist) {
        // Trakt takes watched titles off the list, and the show and season of an episode.
        const bool was_watched = version.cause.is_call() && calls_.at(version.cause.call).step->verb == Verb::Add &&
                                 calls_.at(version.cause.call).step->feature == "history";
        if (!now.watchlist.contains(title) && !was_watched &&
            !has_asked(version.cause, Verb::Remove, "watchlist", title))
            say(version.at, "nobody took off the watchlist: " + text_of(title));
    }
}

void Judge::judge_count(std::size_t number, const Play& play) {
    const Version& version = versions_[number];
    if (!version.cause.is_call()) return;
    const std::size_t before = count(versions_[number - 1].state, play), now = count(version.state, play);
    if (now > before + 1) return say(version.at, "one request has added twice: " + text_of(play));
    if (before == 0) return;
    // Only what the phone added during the call may be there already.
    const std::size_t at_begin = count(versions_[calls_.at(version.cause.call).first_version].state, play);
    bool is_by_phone = at_begin == 0;
    for (std::size_t v = calls_.at(version.cause.call).first_version + 1; v < number; ++v)
        if (count(versions_[v].state, play) > count(versions_[v - 1].state, play) &&
            versions_[v].cause.call != Cause::phone)
            is_by_phone = false;
    if (!is_by_phone && !is_replaced(play)) say(version.at, "it is there twice: " + text_of(play));
}

bool Judge::was_ever(const Call& call, bool wanted, const std::function<bool(const State&)>& is_so, Time before) const {
    std::size_t first = call.first_version;
    while (before > 0 && first > 0 && versions_[first].at > call.begun - before) --first;
    for (std::size_t version = first; version <= call.last_version; ++version)
        if (is_so(versions_[version].state) == wanted) return true;
    return false;
}

void Judge::judge_call(std::size_t number) {
    const Call& call = calls_[number];
    if (call.has_crashed) return;
    if (call.index) return judge_index(call, *call.index);
    if (call.step->verb == Verb::Index) return;
    if (call.step->verb == Verb::Undo)
        judge_undo(number);
    else
        judge_verdicts(number);
}

void Judge::judge_verdicts(std::size_t number) {
    const Call& call = calls_[number];
    const bool adds = call.step->verb == Verb::Add;
    if (call.verdicts.size() != call.step->items.size())
        return say(call.ended, "the call gave " + std::to_string(call.verdicts.size()) + " verdicts for " +
                                   std::to_string(call.step->items.size()) + " items");
    for (std::size_t i = 0; i < call.verdicts.size(); ++i) {
        if (call.step->feature == "history")
            judge_play(number, adds, call.step->items[i], call.verdicts[i]);
        else
            judge_entry(number, call.step->feature, adds, call.step->items[i], call.verdicts[i]);
    }
}

void Judge::judge_undo(std::size_t number) {
    const Call& call = calls_[number];
    if (call.undone && !call.step->is_dry_run)
        for (const Undone::Made& made : call.undone->made) {
            const bool adds = made.action == "add_play" || made.action == "set_rating" || made.action == "add_entry";
            if (made.feature != "history")
                judge_entry(number, made.feature, adds, made.item, made.verdict);
            else if (adds)
                judge_play(number, adds, made.item, made.verdict);
        }
    undos_.judge_call(number);
}

void Judge::judge_play(std::size_t number, bool adds, const Item& item, const Verdict& verdict) {
    const Call& call = calls_[number];
    const Play play = item.play();
    if (is_replaced(play)) return;
    bool has_done = false;  // whether a request of this call made the change, at any time
    for (std::size_t v = 1; v < versions_.size(); ++v) {
        const std::size_t before = count(versions_[v - 1].state, play), now = count(versions_[v].state, play);
        if (versions_[v].cause.call == number && (adds ? now > before : now < before)) has_done = true;
        // When the answer was lost and it was undone before it was read back, nobody can say that it was ever so.
        const bool is_undone = versions_[v].cause.call != number && (adds ? now < before : now > before);
        if (is_undone && call.was_uncertain && v <= call.last_version && is_not_applied(verdict.word)) has_done = false;
    }
    const auto is_there = [&](const State& state) { return count(state, play) > 0; };
    const auto wrong = [&](const char* why) {
        say(call.ended, "instance " + std::to_string(call.instance) + " says " + verdict.word + " (" + verdict.hint +
                            ") of " + text_of(play) + ", " + why);
    };
    if (verdict.word == "added" || verdict.word == "removed") {
        if ((verdict.word == "added") != adds) return wrong("but that was not asked for");
        // Of a removal that was sent twice nobody can say which writer it was.
        const bool is_gone = !adds && was_ever(call, true, is_there) && was_ever(call, false, is_there);
        if (!has_done && !(call.was_uncertain && is_gone)) wrong("but it has not done it");
    } else if (verdict.word == "existing") {
        if (!was_ever(call, true, is_there, counts_for)) wrong("but it was not there");
    } else if (verdict.word == "absent") {
        if (!was_ever(call, false, is_there)) wrong("but it was there");
    } else if (is_not_applied(verdict.word)) {
        if (has_done) wrong("but it has done it");
    } else if (verdict.word != "unknown") {
        wrong("which is no verdict for a play");
    }
}

void Judge::judge_entry(std::size_t number, const std::string& feature, bool adds, const Item& item,
                        const Verdict& verdict) {
    const Call& call = calls_[number];
    const bool rates = feature == "ratings";
    const auto is_so = [&](const State& state) {
        if (!rates) return state.watchlist.contains(item.title) == adds;
        const auto rating = state.ratings.find(item.title);
        if (!adds) return rating == state.ratings.end();
        return rating != state.ratings.end() && rating->second == item.rating;
    };
    bool has_done = false;
    for (std::size_t v = 1; v < versions_.size(); ++v) {
        if (versions_[v].cause.call == number && !is_so(versions_[v - 1].state) && is_so(versions_[v].state))
            has_done = true;
        // When its answer was lost and it was undone before it was read back, nobody can say that it was ever so.
        if (versions_[v].cause.call != number && call.was_uncertain && v <= call.last_version &&
            is_so(versions_[v - 1].state) && !is_so(versions_[v].state))
            has_done = false;
    }
    const auto wrong = [&](const char* why) {
        say(call.ended, "instance " + std::to_string(call.instance) + " says " + verdict.word + " (" + verdict.hint +
                            ") of " + feature + " " + text_of(item.title) + ", " + why);
    };
    if (is_not_applied(verdict.word)) {
        if (has_done) wrong("but it has done it");
        return;
    }
    if (verdict.word == "unknown") return;
    if (!was_ever(call, true, is_so)) return wrong("but that was never so during the call");
    // What was so all the time nobody has changed. Trakt counts a rating as added whether or not it had it.
    if (verdict.word != "removed" && (rates || verdict.word != "added")) return;
    if (!was_ever(call, false, is_so, stamps_live)) wrong("but it was so before");
}

// Trakt has a list of its own for each type of plays and of ratings, and each of these is of one moment.
void Judge::judge_index(const Call& call, const Index& index) {
    const std::string& feature = call.step->feature;
    for (const char* const type : {"movie", "show", "season", "episode"}) {
        const Index seen = part_of(index, feature, type);
        const bool is_so = was_ever(
            call, true,
            [&](const State& state) {
                Index real;
                for (const auto& [id, play] : state.plays) real.plays.insert(play);
                real.ratings = state.ratings;
                real.watchlist = state.watchlist;
                return part_of(real, feature, type) == seen;
            },
            stamps_live);
        if (is_so) continue;
        say(call.ended, "instance " + std::to_string(call.instance) + ": the index of " + feature + " (" + type +
                            ") is the account at no moment of its read");
    }
}

}  // namespace mod_trakt::sim
