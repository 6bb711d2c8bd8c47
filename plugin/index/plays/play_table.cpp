#include "index/plays/play_table.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "index/snapshot/number_code.hpp"

namespace mod_trakt::index {

std::string encode_plays(std::span<const Play> plays) {
    std::string table;
    table.reserve(plays.size() * 16);
    Play last;
    for (const Play& play : plays) {
        std::array<char, 4 * most_bytes_per_number> numbers;
        char* end = put_step(numbers.data(), last.history_id, play.history_id);
        end = put_step(end, last.trakt_id, play.trakt_id);
        end = put_step(end, last.watched_ms, play.watched_ms);
        end = put_number(end, play.entry.size());
        table.append(numbers.data(), static_cast<std::size_t>(end - numbers.data()));
        last = play;
    }
    return table;
}

std::optional<DecodedPlays> decode_plays(std::string_view table, std::size_t count, std::string_view entries) {
    if (count > table.size()) return std::nullopt;
    DecodedPlays decoded;
    decoded.plays.reserve(count);
    NumberReader cursor(table);
    Play play;
    for (std::size_t i = 0; i < count; ++i) {
        if (!cursor.step(play.history_id) || !cursor.step(play.trakt_id) || !cursor.step(play.watched_ms))
            return std::nullopt;
        const auto bytes = cursor.number();
        if (!bytes || *bytes > entries.size()) return std::nullopt;
        play.entry = entries.substr(0, static_cast<std::size_t>(*bytes));
        decoded.plays.push_back(play);
        if (*bytes == 0) continue;
        // A comma follows, or the end. The text itself is not looked at: it is large, and its checksum was right.
        entries.remove_prefix(std::min<std::size_t>(entries.size(), static_cast<std::size_t>(*bytes) + 1));
    }
    if (!cursor.done()) return std::nullopt;
    decoded.rest = entries;
    return decoded;
}

}  // namespace mod_trakt::index
