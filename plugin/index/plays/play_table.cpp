#include "index/plays/play_table.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace mod_trakt::index {
namespace {

// Neighbours in the list are alike, so each number is written as its difference to the one before: seven bits to a
// byte, the sign in the lowest bit.
char* put(char* out, std::uint64_t value) noexcept {
    while (value >= 0x80) {
        *out++ = static_cast<char>(value | 0x80);
        value >>= 7;
    }
    *out++ = static_cast<char>(value);
    return out;
}
constexpr std::size_t most_bytes_per_number = 10;

// Differences wrap around, so any two numbers have one.
char* put_step(char* out, std::int64_t from, std::int64_t to) noexcept {
    const std::uint64_t step = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
    const bool negative = static_cast<std::int64_t>(step) < 0;
    return put(out, negative ? (~step << 1) | 1 : step << 1);
}

class Cursor {
public:
    explicit Cursor(std::string_view bytes) : rest_(bytes) {}
    bool done() const noexcept { return rest_.empty(); }

    std::optional<std::uint64_t> number() noexcept {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80) return value;
        }
        return std::nullopt;
    }
    bool step(std::int64_t& value) noexcept {
        const auto coded = number();
        if (!coded) return false;
        const std::uint64_t step = (*coded & 1) != 0 ? ~(*coded >> 1) : *coded >> 1;
        value = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) + step);
        return true;
    }

private:
    std::string_view rest_;
};

}  // namespace

std::string encode_plays(std::span<const Play> plays) {
    std::string table;
    table.reserve(plays.size() * 16);
    Play last;
    for (const Play& play : plays) {
        std::array<char, 4 * most_bytes_per_number> numbers;
        char* end = put_step(numbers.data(), last.history_id, play.history_id);
        end = put_step(end, last.trakt_id, play.trakt_id);
        end = put_step(end, last.watched_ms, play.watched_ms);
        end = put(end, play.entry.size());
        table.append(numbers.data(), static_cast<std::size_t>(end - numbers.data()));
        last = play;
    }
    return table;
}

std::optional<DecodedPlays> decode_plays(std::string_view table, std::size_t count, std::string_view entries) {
    if (count > table.size()) return std::nullopt;
    DecodedPlays decoded;
    decoded.plays.reserve(count);
    Cursor cursor(table);
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
