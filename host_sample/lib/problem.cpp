#include "lib/problem.hpp"

#include <array>

namespace syncmod_host {

std::string status_word(syncmod_status status) {
    constexpr std::array<const char*, 17> words = {
        "OK",      "INVALID_ARGUMENT", "INVALID_STATE", "NOT_SUPPORTED", "CANCELLED",
        "TIMEOUT", "UNAUTHENTICATED",  "FORBIDDEN",     "RATE_LIMITED",  "NETWORK",
        "REMOTE",  "BAD_DATA",         "INCOMPLETE",    "LIMIT",         "NO_MEMORY",
        "HOST",    "INTERNAL"};
    if (status >= 0 && static_cast<std::size_t>(status) < words.size()) return words[static_cast<std::size_t>(status)];
    return "STATUS_" + std::to_string(status);
}

}  // namespace syncmod_host
