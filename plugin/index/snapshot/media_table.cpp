#include "index/snapshot/media_table.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "index/snapshot/number_code.hpp"

namespace mod_trakt::index {

std::string encode_media(std::span<const MediaRow> rows) {
    std::string table;
    MediaRow last;
    std::int64_t last_ms = 0;
    for (const MediaRow& row : rows) {
        std::array<char, 4 * most_bytes_per_number> numbers;
        char* end = put_step(numbers.data(), last.title, row.title);
        // The rating; the lowest bit says whether its time follows.
        end = put_number(end, static_cast<std::uint64_t>(row.rating) << 1 | (row.rated_ms ? 1 : 0));
        if (row.rated_ms) {
            end = put_step(end, last_ms, *row.rated_ms);
            last_ms = *row.rated_ms;
        }
        end = put_number(end, row.entry.size());
        table.append(numbers.data(), static_cast<std::size_t>(end - numbers.data()));
        last = row;
    }
    return table;
}

std::optional<DecodedMedia> decode_media(std::string_view table, std::size_t count, std::string_view entries) {
    if (count > table.size()) return std::nullopt;
    DecodedMedia decoded;
    decoded.rows.reserve(count);
    NumberReader reader(table);
    std::int64_t title = 0, rated_ms = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!reader.step(title) || title < 0 || title > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
        const auto rating = reader.number();
        if (!rating || *rating >> 1 > 10) return std::nullopt;
        MediaRow& row = decoded.rows.emplace_back();
        row.title = static_cast<std::uint32_t>(title);
        row.rating = static_cast<int>(*rating >> 1);
        if ((*rating & 1) != 0) {
            if (!reader.step(rated_ms)) return std::nullopt;
            row.rated_ms = rated_ms;
        }
        const auto bytes = reader.number();
        if (!bytes || *bytes > entries.size()) return std::nullopt;
        row.entry = entries.substr(0, static_cast<std::size_t>(*bytes));
        // A comma follows the entry, or the entries end.
        entries.remove_prefix(std::min<std::size_t>(entries.size(), static_cast<std::size_t>(*bytes) + 1));
    }
    if (!reader.done()) return std::nullopt;
    decoded.rest = entries;
    return decoded;
}

}  // namespace mod_trakt::index
