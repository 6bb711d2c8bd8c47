#include "index/plays/play_table.hpp"

#include <array>
#include <cstdint>

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
    const auto rest = read_plays(table, count, entries, [&](const Play& play) { decoded.plays.push_back(play); });
    if (!rest) return std::nullopt;
    decoded.rest = *rest;
    return decoded;
}

std::string encode_times(std::span<const trakt::WatchedTime> times) {
    std::string table;
    trakt::WatchedTime last;
    for (const trakt::WatchedTime& time : times) {
        std::array<char, 2 * most_bytes_per_number> numbers;
        char* end = put_step(numbers.data(), last.trakt_id, time.trakt_id);
        end = put_step(end, last.watched_ms, time.watched_ms);
        table.append(numbers.data(), static_cast<std::size_t>(end - numbers.data()));
        last = time;
    }
    return table;
}

std::optional<std::vector<trakt::WatchedTime>> decode_times(std::string_view table, std::size_t count) {
    if (count > table.size()) return std::nullopt;
    std::vector<trakt::WatchedTime> times;
    times.reserve(count);
    NumberReader cursor(table);
    trakt::WatchedTime time;
    for (std::size_t i = 0; i < count; ++i) {
        if (!cursor.step(time.trakt_id) || !cursor.step(time.watched_ms)) return std::nullopt;
        times.push_back(time);
    }
    // The times must be sorted, because comparisons rely on it.
    if (!cursor.done() || !std::is_sorted(times.begin(), times.end())) return std::nullopt;
    return times;
}

}  // namespace mod_trakt::index
