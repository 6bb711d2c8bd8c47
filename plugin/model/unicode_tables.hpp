// Character tables for text.cpp, sorted by code point. Their contents are generated (packaging/unicode_tables.py).
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace mod_trakt::unicode {

// Every `step`-th character from first to last has its lower case `delta` away.
struct LowerRun {
    char32_t first;
    char32_t last;
    std::uint32_t step;
    std::int32_t delta;
};
struct Range {
    char32_t first;
    char32_t last;
};

std::span<const LowerRun> lower_runs() noexcept;
// Letters with case, for the rule of the final sigma, less those that it ignores.
std::span<const Range> cased() noexcept;
std::span<const Range> case_ignorable() noexcept;
std::span<const char32_t> decimal_zeros() noexcept;

}  // namespace mod_trakt::unicode
