#include "features/history/play_writer.hpp"

#include <utility>

#include "features/history/play_time.hpp"
#include "features/present_state.hpp"
#include "model/canonical_key.hpp"
#include "model/timestamp.hpp"

namespace mod_trakt::features {

std::variant<changes::Intent, Rejection> PlayWriter::translate_play(const changes::WriteInput& input) {
    const auto watched = watched_ms_of(*input.item);
    if (!watched) {
        const bool given = !input.item->watched_at.null_or_absent();
        return Rejection{"missing watched_at",
                         given ? "watched_at is not a date with a time" : "watched_at is missing"};
    }
    auto title = play_ref(*input.item);
    if (auto* why = std::get_if<Rejection>(&title)) return std::move(*why);
    changes::Intent intent;
    intent.title = to_media_ref(std::get<PlayRef>(title));
    intent.minute_ms = floor_to_minute_ms(*watched);
    return intent;
}

std::string PlayWriter::event_key(const changes::WriteInput& input) const {
    const auto watched = watched_ms_of(*input.item);
    return watched ? mod_trakt::event_key(*input.item, to_seconds(*watched), context_.options.keys) : std::string();
}

changes::Held PlayWriter::read_back(std::span<const changes::Intent> intents) {
    std::vector<WantedPlay> wanted;
    wanted.reserve(intents.size());
    for (const changes::Intent& intent : intents)
        wanted.push_back({intent.name, intent.minute_ms, change() == Change::Remove});
    KnownPlays known = known_plays(history_, wanted, context_, scope_);
    return {std::move(known.holdings), true, std::move(known.unread)};
}

changes::Held PlayWriter::read_all() { return read_holdings(history_, context_, scope_); }

std::optional<changes::AskFirst> PlayWriter::asks_first(const changes::Intent& intent,
                                                        const changes::Held& held) const {
    const bool is_known = held.holdings && !needs_look_up({intent.name, intent.minute_ms}, context_);
    return is_known ? std::nullopt : std::optional(changes::AskFirst::LookUp);
}

changes::Held PlayWriter::recall() const { return held_at_hand(feature(), context_); }

}  // namespace mod_trakt::features
