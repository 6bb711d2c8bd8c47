// Hashing by XXH3, and its hexadecimal form.
#include "support/hash.hpp"

#include "support/secret.hpp"
#include "support/xxhash.hpp"

namespace mod_trakt {
namespace {

constexpr std::string_view hexadecimal = "0123456789abcdef";

}  // namespace

std::uint64_t hash_of(std::initializer_list<std::string_view> texts) noexcept {
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    for (const std::string_view text : texts) {
        const std::uint64_t size = text.size();
        char bytes[sizeof size];
        for (std::size_t i = 0; i < sizeof size; ++i) bytes[i] = static_cast<char>((size >> (8 * i)) & 0xFF);
        XXH3_64bits_update(&state, bytes, sizeof bytes);
        XXH3_64bits_update(&state, text.data(), text.size());
    }
    const std::uint64_t hash = XXH3_64bits_digest(&state);
    wipe(reinterpret_cast<char*>(&state), sizeof state);
    return hash;
}

std::string hex_of(std::uint64_t hash) {
    std::string text(hash_digits, '0');
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = hexadecimal[(hash >> (60 - 4 * i)) & 0xF];
    return text;
}

bool is_hexadecimal(std::string_view text, std::size_t digits) noexcept {
    return text.size() == digits && text.find_first_not_of(hexadecimal) == std::string_view::npos;
}

}  // namespace mod_trakt
