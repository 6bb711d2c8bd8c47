#include "features/history/remove.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "changes/play_fates.hpp"
#include "features/history/play_time.hpp"
#include "model/text.hpp"
#include "model/timestamp.hpp"
#include "trakt/bodies.hpp"
#include "trakt/counts.hpp"

namespace mod_trakt::features {
namespace {

// The plays that an intent may mean, the highest history id first.
std::vector<std::int64_t> candidates(const changes::Intent& intent) {
    std::vector<std::int64_t> ids;
    for (const account::Holding& play : intent.held.title.holdings)
        if (play.history_id != 0 && (!intent.minute_ms || floor_to_minute_ms(play.watched_ms) == *intent.minute_ms))
            ids.push_back(play.history_id);
    std::sort(ids.begin(), ids.end(), std::greater<>());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

bool may_mean(const changes::Intent& intent, const account::Knowledge::RemovedPlay& play) {
    const bool is_same_minute = !intent.minute_ms || !play.minute_ms || *intent.minute_ms == *play.minute_ms;
    return is_same_minute && compare(intent.name, play.title) != Sameness::Different;
}

// Hosts that keep items as text hand the number back as text. Returns 0 if none was given.
std::int64_t history_id_in(json::Value value) {
    const auto id = value.is_string() ? parse_number<std::int64_t>(strip(value.text())) : value.integer();
    return std::max<std::int64_t>(0, id.value_or(0));
}

}  // namespace

std::variant<changes::Intent, Rejection> PlayRemover::translate(const changes::WriteInput& input) const {
    // An unreadable time is not a missing time: translate_play() rejects it.
    if (input.raw["all_plays"].boolean().value_or(false) && input.item->watched_at.view().null_or_absent()) {
        auto title = play_ref(*input.item);
        if (auto* why = std::get_if<Rejection>(&title)) return std::move(*why);
        changes::Intent intent;
        intent.title = to_media_ref(std::get<PlayRef>(title));
        return intent;
    }
    auto translated = translate_play(input);
    if (auto* intent = std::get_if<changes::Intent>(&translated))
        intent->history_id = history_id_in(input.raw["_trakt_history_id"]);
    return translated;
}

changes::Held PlayRemover::read_back(std::span<const changes::Intent> intents) {
    if (!former_) former_ = context_.knowledge.last(feature());
    // If this handle has added plays, their history ids are not known, so the proof is not enough.
    if (const auto* proof = context_.knowledge.proven(feature()); proof != nullptr && proof->added.size() > 0)
        context_.knowledge.forget_proof(feature());
    return PlayWriter::read_back(intents);
}

// Chooses the plays of each intent. If a minute has several plays, each input that names the minute gets one of them,
// the highest history id first. A given id is used if its play has this title and minute, or if the holdings are not
// known. If that play is already removed, no other play is chosen. Else the id belongs to another account, title or
// minute, and title and minute decide.
void PlayRemover::choose_plays(std::span<changes::Intent> intents, const changes::Held& held) const {
    std::set<std::int64_t> taken;
    for (changes::Intent& intent : intents) {
        if (intent.history_id == 0) continue;
        const auto known = held.holdings ? candidates(intent) : std::vector{intent.history_id};
        if (std::find(known.begin(), known.end(), intent.history_id) != known.end() &&
            taken.insert(intent.history_id).second)
            intent.plays.push_back(intent.history_id);
    }
    if (!held.holdings) return;
    const std::vector<bool> are_gone = are_gone_already(intents);
    for (std::size_t i = 0; i < intents.size(); ++i) {
        changes::Intent& intent = intents[i];
        if (!intent.plays.empty() || are_gone[i]) continue;
        // An undo takes away what its run added, and never another play of the title at that minute.
        if (!scope_.undoes.empty()) continue;
        for (const std::int64_t play : candidates(intent)) {
            if (!taken.insert(play).second) continue;
            intent.plays.push_back(play);
            if (intent.minute_ms) break;
        }
    }
}

std::vector<bool> PlayRemover::are_gone_already(std::span<const changes::Intent> intents) const {
    std::vector<bool> are_gone(intents.size());
    const auto& removed = context_.knowledge.removed_plays();
    std::vector<std::size_t> open;
    std::vector<TitleName> names;
    for (std::size_t i = 0; i < intents.size(); ++i) {
        const changes::Intent& intent = intents[i];
        if (intent.history_id == 0 || !intent.plays.empty()) continue;
        const auto play = removed.find(intent.history_id);
        are_gone[i] = play != removed.end() && may_mean(intent, play->second);
        if (are_gone[i]) continue;
        open.push_back(i);
        names.push_back(intent.name);
    }
    const index::SnapshotPtr last = former_ ? *former_ : context_.knowledge.last(feature());
    if (open.empty() || last == nullptr) return are_gone;
    const auto former = account::Holdings::of(*last, context_.options.keys);
    former.look_for(names);
    for (const std::size_t i : open) {
        changes::Intent intent = intents[i];
        intent.held = former.match(intent.name);
        const std::vector<std::int64_t> plays = candidates(intent);
        are_gone[i] = std::find(plays.begin(), plays.end(), intent.history_id) != plays.end();
    }
    return are_gone;
}

std::optional<changes::Verdict> PlayRemover::verdict_unsent(const changes::Intent& intent,
                                                            const changes::Held& held) const {
    return held.holdings && intent.plays.empty() ? std::optional(changes::Verdict::Absent) : std::nullopt;
}

std::string PlayRemover::body(std::span<const changes::Piece> pieces) const {
    std::vector<std::int64_t> ids;
    ids.reserve(pieces.size());
    for (const changes::Piece& piece : pieces) ids.push_back(piece.history_id);
    return trakt::history_remove_body(ids);
}

// The answer lists the ids that Trakt did not find, and counts the deleted plays. Together they must be as many as were
// sent.
std::optional<std::vector<changes::Finding>> PlayRemover::read_answer(json::Value answer,
                                                                      std::span<const changes::Piece> pieces) const {
    std::set<std::int64_t> gone;
    for (const json::Value id : answer["not_found"]["ids"].elements())
        if (const auto number = id.integer()) gone.insert(*number);
    std::vector<changes::Finding> findings;
    std::int64_t expected = 0;
    for (const changes::Piece& piece : pieces) {
        const bool absent = gone.contains(piece.history_id);
        findings.push_back({absent ? changes::Verdict::Absent : changes::Verdict::Removed, {}, {}});
        if (!absent) ++expected;
    }
    const auto deleted = trakt::deleted_plays(answer);
    if (deleted == expected) return findings;
    for (changes::Finding& finding : findings) {
        if (finding.verdict == changes::Verdict::Absent) continue;
        if (deleted == 0)
            finding = {
                changes::Verdict::Unknown, changes::not_removed_hint,
                "Trakt accepted the removal but says that it deleted nothing; build the index to see whether the "
                "play is still there",
                changes::Doubt::NothingDeleted};
        else
            finding = {
                changes::Verdict::Unknown, "ambiguous",
                "Trakt's count of deleted plays does not match the request; build the index to see which are left"};
    }
    return findings;
}

}  // namespace mod_trakt::features
