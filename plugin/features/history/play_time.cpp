#include "features/history/play_time.hpp"

#include "model/timestamp.hpp"

namespace mod_trakt::features {

std::optional<std::int64_t> watched_ms_of(const Item& item) {
    if (item.watched_at.view().text() == "unknown") return 0;
    return parse_time_ms(item.watched_at.view());
}

}  // namespace mod_trakt::features
