// The table that stands behind a history document in the cache: what a later read needs of each play, in about a dozen
// bytes, so that nobody has to parse the document again.
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

// `entries`: the text of the document that begins with the first entry of these plays. Nullopt when the table is
// damaged or does not fit the text.
struct DecodedPlays {
    std::vector<Play> plays;
    std::string_view rest;  // of `entries`, behind the last one and what follows it
};
std::optional<DecodedPlays> decode_plays(std::string_view table, std::size_t count, std::string_view entries);

// The same without keeping them: take(play) for each. Gives what DecodedPlays::rest is; nullopt as above, and then what
// was taken means nothing.
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
        // A comma follows, or the end. The text itself is not looked at: it is large, and its checksum was right.
        entries.remove_prefix(std::min<std::size_t>(entries.size(), static_cast<std::size_t>(*bytes) + 1));
    }
    if (!cursor.done()) return std::nullopt;
    return entries;
}

}  // namespace mod_trakt::index
