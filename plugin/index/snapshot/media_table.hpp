// The table that stands behind a document of ratings or of the watchlist: of each entry its title and its rating, so
// that a write need not parse the document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mod_trakt::index {

struct MediaRow {
    std::uint32_t title = 0;  // its place in the section's table of titles
    int rating = 0;           // 0: none
    std::optional<std::int64_t> rated_ms;
    std::string_view entry;  // `"key":{...}`
};

std::string encode_media(std::span<const MediaRow> rows);

// `entries`: the text of the document that begins with the first entry of these rows. Nullopt when the table is damaged
// or does not fit the text.
struct DecodedMedia {
    std::vector<MediaRow> rows;
    std::string_view rest;  // of `entries`, behind the last one and what follows it
};
std::optional<DecodedMedia> decode_media(std::string_view table, std::size_t count, std::string_view entries);

}  // namespace mod_trakt::index
