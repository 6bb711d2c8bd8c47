// Trakt's clock, as the Date header of its last answer showed it. The machine's clock may be wrong, and ages of data
// that must not be lost are measured by Trakt's.
#pragma once

#include <cstdint>
#include <optional>

#include "support/clock.hpp"

namespace mod_trakt::account {

// One per handle; not thread-safe.
class TraktTime {
public:
    void note(std::int64_t server_ms, std::int64_t steady_ms) noexcept { noted_ = {server_ms, steady_ms}; }
    // Trakt's time now (Unix epoch); nullopt when no answer had a date.
    std::optional<std::int64_t> now_ms(const Clock& clock) const {
        if (!noted_) return std::nullopt;
        return plausible_unix_ms(noted_->server_ms + clock.steady_ms() - noted_->steady_ms);
    }

private:
    struct Noted {
        std::int64_t server_ms = 0;
        std::int64_t steady_ms = 0;
    };
    std::optional<Noted> noted_;
};

}  // namespace mod_trakt::account
