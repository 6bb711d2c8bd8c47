#include "features/history/add.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "changes/kept_name.hpp"
#include "features/history/collection_mirror.hpp"
#include "features/history/play_to_add.hpp"
#include "features/history/sent_plays.hpp"
#include "model/timestamp.hpp"
#include "trakt/bodies.hpp"

namespace mod_trakt::features {
namespace {

bool has_play_at(const account::HeldMatch& held, std::optional<std::int64_t> minute_ms) {
    const std::vector<account::Holding>& plays = held.title.holdings;
    return std::any_of(plays.begin(), plays.end(),
                       [&](const account::Holding& play) { return floor_to_minute_ms(play.watched_ms) == minute_ms; });
}

}  // namespace

// A play that the account has with the same title and minute is not sent, because Trakt would keep both.
std::optional<changes::Verdict> PlayAdder::verdict_unsent(const changes::Intent& intent,
                                                          const changes::Held& held) const {
    const bool is_there = held.holdings && has_play_at(intent.held, intent.minute_ms);
    return is_there ? std::optional(changes::Verdict::Existing) : std::nullopt;
}

std::optional<changes::AskFirst> PlayAdder::asks_first(const changes::Intent& intent, const changes::Held& held) const {
    const auto first = PlayWriter::asks_first(intent, held);
    return !first && is_open(intent) ? std::optional(changes::AskFirst::LookUp) : first;
}

bool PlayAdder::is_open(const changes::Intent& intent) const {
    if (!journal_) {
        journal_ = context_.knowledge.has_journal() ? context_.knowledge.journal() : nullptr;
        if (*journal_ != nullptr) (*journal_)->load();
    }
    if (*journal_ == nullptr) return false;
    const account::Journal::Entry* entry = (*journal_)->last({intent.name, intent.minute_ms.value_or(0)});
    return entry != nullptr && entry->state == account::Journal::State::Open;
}

std::vector<std::optional<bool>> PlayAdder::find_sent(std::span<const changes::Intent> plays,
                                                      std::span<const account::HeldPlay> before) {
    return sent_plays_by_map(plays, before, context_, scope_);
}

bool PlayAdder::is_satisfied(const changes::Intent& intent, const account::Holdings& now) const {
    return has_play_at(now.match(intent.name), intent.minute_ms);
}

std::string PlayAdder::body(std::span<const changes::Piece> pieces) const {
    std::vector<trakt::PlayToAdd> plays;
    plays.reserve(pieces.size());
    for (const changes::Piece& piece : pieces) plays.push_back(to_play_to_add(*piece.intent));
    return trakt::history_add_body(plays);
}

// history_number_fallback: an episode that Trakt does not find by its own ids is tried once more by show and numbers,
// unless show and numbers may mean another title.
std::optional<MediaRef> PlayAdder::other_name(const changes::Intent& intent) const {
    if (!context_.options.history_number_fallback || !std::holds_alternative<EpisodeRef>(intent.title))
        return std::nullopt;
    auto in_show = episode_in_show(*intent.item);
    if (!in_show || intent.held.show.is_ambiguous || !intent.held.rivals.empty()) return std::nullopt;
    if (intent.show_goes_alone) in_show->show = trakt_id_alone(intent.name.show.get(IdKey::Trakt));
    return *std::move(in_show);
}

bool PlayAdder::note(account::Proof& proof, const changes::Intent& intent, changes::Verdict verdict) const {
    // The history id of an added play is not known before a read. With id 0 the play is held, but a removal looks it
    // up.
    if (verdict == changes::Verdict::Added)
        proof.added.add(changes::kept_name(intent), {.history_id = 0,
                                                     .watched_ms = intent.minute_ms.value_or(0),
                                                     .rating = 0,
                                                     .rated_ms = {},
                                                     .year = intent.item->year.view().integer()});
    return true;
}

void PlayAdder::after_adding(std::span<const changes::Intent* const> added, changes::WriteReport& report) {
    if (scope_.undoes.empty()) mirror_to_collection(added, context_, scope_, report);
}

}  // namespace mod_trakt::features
