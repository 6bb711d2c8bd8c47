#include "lib/reply.hpp"

#include <cstring>

namespace syncmod_host {

Problem ErrorSlot::problem(syncmod_status status) const {
    // strnlen, because a plugin may fill the array up to its last byte, without a NUL.
    return Problem{.status = status,
                   .reason = std::string(error_.reason, strnlen(error_.reason, sizeof error_.reason)),
                   .message = std::string(error_.message, strnlen(error_.message, sizeof error_.message)),
                   .http_status = error_.http_status,
                   .retry_after_ms = error_.retry_after_ms};
}

}  // namespace syncmod_host
