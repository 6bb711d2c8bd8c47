// Character tables for text.cpp, sorted by code point. packaging/unicode_tables.py generates their contents.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace mod_trakt::unicode {

// For every `step`-th character from first to last, adding `delta` gives its lower case.
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
// Letters with case, for the rule of the final sigma, without the ignorable ones.
std::span<const Range> cased() noexcept;
std::span<const Range> case_ignorable() noexcept;
std::span<const char32_t> decimal_zeros() noexcept;

}  // namespace mod_trakt::unicode
