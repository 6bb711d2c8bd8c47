#include "features/history/play_input.hpp"

#include "account/holdings.hpp"
#include "model/timestamp.hpp"

namespace mod_trakt::features {

std::int64_t PlayInput::minute_ms() const noexcept { return floor_to_minute_ms(watched_ms); }

std::vector<MediaRef> names_of(const PlayRef& ref, const Item& item) {
    std::vector<MediaRef> names = {account::to_media_ref(ref)};
    if (std::holds_alternative<EpisodeRef>(ref))
        if (auto in_show = episode_in_show(item)) names.emplace_back(std::move(*in_show));
    return names;
}

std::optional<std::int64_t> watched_ms_of(const Item& item) {
    if (item.watched_at.view().text() == "unknown") return 0;
    return parse_time_ms(item.watched_at.view());
}

std::variant<PlayInput, Rejection> read_play(const changes::WriteInput& input) {
    const auto watched = watched_ms_of(*input.item);
    if (!watched) {
        const bool given = !input.item->watched_at.null_or_absent();
        return Rejection{"missing watched_at",
                         given ? "watched_at is not a date with a time" : "there is no watched_at"};
    }
    auto ref = play_ref(*input.item);
    if (auto* why = std::get_if<Rejection>(&ref)) return std::move(*why);
    PlayInput play;
    play.input = input.index;
    play.ref = std::move(std::get<PlayRef>(ref));
    play.watched_ms = *watched;
    return play;
}

}  // namespace mod_trakt::features
