// The table behind a document of ratings or of the watchlist: the title and rating of each entry, so that a write does
// not parse the document.
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
    std::uint32_t title = 0;               // its number in the section's title table
    int rating = 0;                        // 0: not rated
    std::optional<std::int64_t> rated_ms;  // of a watchlist entry: when it was listed
    std::string_view entry;                // `"key":{...}`
};

std::string encode_media(std::span<const MediaRow> rows);

// `entries`: the text of the document from the first entry of these rows on. Nullopt when the table is damaged or does
// not match the text.
struct DecodedMedia {
    std::vector<MediaRow> rows;
    std::string_view rest;  // of `entries`: the text after the last entry and its comma
};
std::optional<DecodedMedia> decode_media(std::string_view table, std::size_t count, std::string_view entries);

}  // namespace mod_trakt::index
