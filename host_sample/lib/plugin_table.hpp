// Completes a plugin's table once, so that later code needs no check for missing or NULL members.
#pragma once

#include <stdexcept>
#include <string>

#include "syncmod/syncmod.h"

namespace syncmod_host {

inline constexpr std::uint32_t host_abi = SYNCMOD_ABI_V1_0;

// The reason why a file is not a usable plugin.
class Refusal : public std::runtime_error {
public:
    Refusal(std::string reason, const std::string& message) : std::runtime_error(message), reason_(std::move(reason)) {}
    // Stable slug, e.g. "other_abi_major".
    const std::string& reason() const noexcept { return reason_; }

private:
    std::string reason_;
};

// A copy of the members that both sides know. Missing optional members become stubs that return
// SYNCMOD_NOT_SUPPORTED. The rest of a longer table is ignored. Throws Refusal.
syncmod_plugin_v1 complete_table(const syncmod_plugin_v1* raw);

}  // namespace syncmod_host
