// The play table behind a history document in the cache. It has what later reads need of each play in about twelve
// bytes, so that the document need not be parsed.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/plays/play_list.hpp"
#include "index/snapshot/number_code.hpp"

namespace mod_trakt::index {

std::string encode_plays(std::span<const Play> plays);

// `entries`: the text of the document from the first entry of these plays on. Nullopt when the table is damaged or does
// not match the text.
struct DecodedPlays {
    std::vector<Play> plays;
    std::string_view rest;  // of `entries`: the text after the last entry and its comma
};
std::optional<DecodedPlays> decode_plays(std::string_view table, std::size_t count, std::string_view entries);

// The times of a watched map.
std::string encode_times(std::span<const trakt::WatchedTime> times);
// Nullopt when the table is damaged.
std::optional<std::vector<trakt::WatchedTime>> decode_times(std::string_view table, std::size_t count);

// The same as decode_plays() without a copy: calls take(play) for each play and returns DecodedPlays::rest. Nullopt as
// above; then ignore the plays that take() received.
template <typename Take>
std::optional<std::string_view> read_plays(std::string_view table, std::size_t count, std::string_view entries,
                                           Take&& take) {
    NumberReader cursor(table);
    Play play;
    for (std::size_t i = 0; i < count; ++i) {
        if (!cursor.step(play.history_id) || !cursor.step(play.trakt_id) || !cursor.step(play.watched_ms))
            return std::nullopt;
        const auto bytes = cursor.number();
        if (!bytes || *bytes > entries.size()) return std::nullopt;
        play.entry = entries.substr(0, static_cast<std::size_t>(*bytes));
        take(std::as_const(play));
        if (*bytes == 0) continue;
        // A comma follows, or the end. The text itself is not checked: it is large, and its checksum was right.
        entries.remove_prefix(std::min<std::size_t>(entries.size(), static_cast<std::size_t>(*bytes) + 1));
    }
    if (!cursor.done()) return std::nullopt;
    return entries;
}

}  // namespace mod_trakt::index
