// Catching the Error of an action.
#pragma once

#include <functional>
#include <string>

#include "support/error.hpp"

namespace mod_trakt::test {

// Status Ok when nothing was thrown; other exceptions propagate to the test runner.
inline Error thrown_by(const std::function<void()>& action) {
    try {
        action();
    } catch (const Failure& failure) {
        return failure.error();
    }
    Error none;
    none.status = Status::Ok;
    return none;
}

// Status and reason in one text, such as "RATE_LIMITED rate_limited", which a failed check shows.
inline std::string outline(const Error& error) { return std::string(status_name(error.status)) + " " + error.reason; }

}  // namespace mod_trakt::test
