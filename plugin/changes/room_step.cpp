#include "changes/room_step.hpp"

#include <string>

#include "trakt/paths.hpp"

namespace mod_trakt::changes {

std::optional<Room> lack_of_room(const FeatureWriter& writer, const Held& held, std::size_t intents) {
    const auto room = writer.room(held);
    return room && static_cast<std::int64_t>(intents) > room->entries ? room : std::nullopt;
}

void fill_room(const FeatureWriter& writer, const Held& held, std::vector<Intent>& intents, WriteReport& report,
               const Log& log) {
    if (intents.empty()) return;
    const auto room = lack_of_room(writer, held, intents.size());
    if (!room) return;
    const std::string list(name_of(writer.feature()));
    std::string message = "the " + list + " holds " + std::to_string(held.holdings->size()) + " of " +
                          std::to_string(room->limit) + " entries, so there was room for only " +
                          std::to_string(room->entries) + "; remove entries";
    if (!room->is_vip) message.append(" or upgrade the account; see ").append(trakt::upgrade_url);
    for (auto i = static_cast<std::size_t>(room->entries); i < intents.size(); ++i)
        report.set(intents[i].input, Verdict::Limit, "trakt_limit", message);
    intents.resize(static_cast<std::size_t>(room->entries));
    log.with(LogLevel::Warn, list, list + "_limit_reached", [&](json::Writer& fields) {
        fields.member("limit", room->limit);
        fields.member("room", room->entries);
    });
}

}  // namespace mod_trakt::changes
