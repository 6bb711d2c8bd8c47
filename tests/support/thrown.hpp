// What an action fails with, as an Error to look at.
#pragma once

#include <functional>
#include <string>

#include "support/error.hpp"

namespace mod_trakt::test {

// Status Ok when nothing was thrown; other exceptions go on to the test runner.
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

// "RATE_LIMITED rate_limited": status and reason in one text, which a failed check then shows.
inline std::string outline(const Error& error) { return std::string(status_name(error.status)) + " " + error.reason; }

}  // namespace mod_trakt::test
