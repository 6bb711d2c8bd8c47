#include "call.hpp"

#include <array>
#include <cstring>

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

Problem ErrorSlot::problem(syncmod_status status) const {
    // strnlen: a plugin that fills the array to its last byte must not make the host read on.
    return Problem{.status = status,
                   .reason = std::string(error_.reason, strnlen(error_.reason, sizeof error_.reason)),
                   .message = std::string(error_.message, strnlen(error_.message, sizeof error_.message)),
                   .http_status = error_.http_status,
                   .retry_after_ms = error_.retry_after_ms};
}

}  // namespace syncmod_host
