// A question about the account's health, and what came of it.
#pragma once

#include <cstdint>
#include <optional>

#include "support/error.hpp"
#include "trakt/answer.hpp"

namespace mod_trakt::trakt {

struct Probed {
    std::optional<int> status;  // HTTP; absent when no answer came
    // Retry-After as hosts know it from here: whole seconds, or a date. A number with a fraction says nothing.
    std::optional<std::int64_t> retry_after_s;
    Rate rate;
    std::optional<Error> error;  // absent: all is well
};

}  // namespace mod_trakt::trakt
