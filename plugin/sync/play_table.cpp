#include "sync/play_table.hpp"

#include <algorithm>
#include <cstdint>

namespace mod_trakt::sync {
namespace {

// Neighbours in the list are alike, so each number is written as its difference to the one before: seven bits to a
// byte, the sign in the lowest bit.
void put(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

// Differences wrap around, so any two numbers have one.
void put_step(std::string& out, std::int64_t from, std::int64_t to) {
    const std::uint64_t step = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
    const bool negative = static_cast<std::int64_t>(step) < 0;
    put(out, negative ? (~step << 1) | 1 : step << 1);
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
        put_step(table, last.history_id, play.history_id);
        put_step(table, last.trakt_id, play.trakt_id);
        put_step(table, last.watched_ms, play.watched_ms);
        put(table, play.entry.size());
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

}  // namespace mod_trakt::sync
