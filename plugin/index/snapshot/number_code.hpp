// The coding of numbers in the tables of a snapshot: seven bits per byte, and differences where neighbouring values are
// close.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mod_trakt::index {

inline constexpr std::size_t most_bytes_per_number = 10;

// Writes a number. Precondition: most_bytes_per_number fit into `out`. Returns the end of the written bytes.
inline char* put_number(char* out, std::uint64_t value) noexcept {
    while (value >= 0x80) {
        *out++ = static_cast<char>(value | 0x80);
        value >>= 7;
    }
    *out++ = static_cast<char>(value);
    return out;
}

// Writes the difference of two numbers; its lowest bit is the sign. Differences wrap around, so any two numbers have
// one.
inline char* put_step(char* out, std::int64_t from, std::int64_t to) noexcept {
    const std::uint64_t step = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
    const bool negative = static_cast<std::int64_t>(step) < 0;
    return put_number(out, negative ? (~step << 1) | 1 : step << 1);
}

// Reads such numbers from bytes that may be damaged.
class NumberReader {
public:
    explicit NumberReader(std::string_view bytes) : rest_(bytes) {}

    bool done() const noexcept { return rest_.empty(); }
    std::string_view rest() const noexcept { return rest_; }

    // Nullopt: the bytes end, or are not such a number.
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
    // Adds the coded difference to `value`. Returns false if the bytes are damaged.
    bool step(std::int64_t& value) noexcept {
        const auto coded = number();
        if (!coded) return false;
        const std::uint64_t step = (*coded & 1) != 0 ? ~(*coded >> 1) : *coded >> 1;
        value = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) + step);
        return true;
    }
    std::optional<std::string_view> bytes(std::uint64_t count) noexcept {
        if (count > rest_.size()) return std::nullopt;
        const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(count));
        rest_.remove_prefix(taken.size());
        return taken;
    }

private:
    std::string_view rest_;
};

}  // namespace mod_trakt::index
