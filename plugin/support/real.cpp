// Uses strtod_l, because std::from_chars for doubles links what support/mutex.hpp avoids.
#include "support/real.hpp"

#include <locale.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "support/text.hpp"

namespace mod_trakt {
namespace {

// strtod also accepts leading spaces, a plus sign, hexadecimal digits, "inf" and "nan".
bool is_decimal(std::string_view text) noexcept {
    return text.front() != '+' && std::all_of(text.begin(), text.end(), [](char c) {
               return is_ascii_digit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
           });
}

}  // namespace

std::optional<double> parse_real(std::string_view text) noexcept {
    std::array<char, 1001> terminated{};
    if (text.empty() || text.size() >= terminated.size() || !is_decimal(text)) return std::nullopt;
    std::copy(text.begin(), text.end(), terminated.begin());
    // For "C", glibc returns its own constant object, so nothing is allocated and nothing has to be freed.
    const locale_t plain = ::newlocale(LC_ALL_MASK, "C", nullptr);
    char* end = nullptr;
    const double value = ::strtod_l(terminated.data(), &end, plain);
    if (end != terminated.data() + text.size() || std::isinf(value)) return std::nullopt;
    return value;
}

}  // namespace mod_trakt
