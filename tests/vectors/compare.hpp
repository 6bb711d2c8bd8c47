// The comparison rules of the vectors (their README, 1, 2, 6 and 8).
#pragma once

#include <string>

#include "support/json/value.hpp"

namespace vectors {

struct Tolerance {
    bool whole_minutes = false;  // date-times in the same minute are equal (label minute-precision)
};

// True if `got` has all that `expected` has. Numbers are compared by value, ids as text without null and empty ones,
// date-times as points in time. Members that implementations may add are ignored.
bool matches(mod_trakt::json::Value expected, mod_trakt::json::Value got, Tolerance tolerance);

// JSON text of a value, for messages.
std::string to_text(mod_trakt::json::Value value);

}  // namespace vectors
