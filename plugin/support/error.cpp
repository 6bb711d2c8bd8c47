// The names of the statuses.
#include "support/error.hpp"

namespace mod_trakt {

const char* status_name(Status status) noexcept {
    switch (status) {
        case Status::Ok: return "OK";
        case Status::InvalidArgument: return "INVALID_ARGUMENT";
        case Status::InvalidState: return "INVALID_STATE";
        case Status::NotSupported: return "NOT_SUPPORTED";
        case Status::Cancelled: return "CANCELLED";
        case Status::Timeout: return "TIMEOUT";
        case Status::Unauthenticated: return "UNAUTHENTICATED";
        case Status::Forbidden: return "FORBIDDEN";
        case Status::RateLimited: return "RATE_LIMITED";
        case Status::Network: return "NETWORK";
        case Status::Remote: return "REMOTE";
        case Status::BadData: return "BAD_DATA";
        case Status::Incomplete: return "INCOMPLETE";
        case Status::Limit: return "LIMIT";
        case Status::NoMemory: return "NO_MEMORY";
        case Status::Host: return "HOST";
        case Status::Internal: return "INTERNAL";
    }
    return "INTERNAL";
}

}  // namespace mod_trakt
