// The outcome of a request of health.
#pragma once

#include <cstdint>
#include <optional>

#include "support/error.hpp"
#include "trakt/answer.hpp"

namespace mod_trakt::trakt {

struct Probed {
    std::optional<int> status;  // HTTP; nullopt if no answer arrived
    // Retry-After, as whole seconds or a date; a number with a fraction is ignored.
    std::optional<std::int64_t> retry_after_s;
    Rate rate;
    std::optional<Error> error;  // nullopt if the request succeeded
};

}  // namespace mod_trakt::trakt
