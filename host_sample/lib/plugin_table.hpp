// A plugin's table, made whole once: whoever uses it later finds no NULL and no member that is not there.
#pragma once

#include <stdexcept>
#include <string>

#include "syncmod/syncmod.h"

namespace syncmod_host {

inline constexpr std::uint32_t host_abi = SYNCMOD_ABI_V1_0;

// Why a file is not a usable plugin.
class Refusal : public std::runtime_error {
public:
    Refusal(std::string reason, const std::string& message) : std::runtime_error(message), reason_(std::move(reason)) {}
    // Stable slug, e.g. "other_abi_major".
    const std::string& reason() const noexcept { return reason_; }

private:
    std::string reason_;
};

// A copy of what both sides know, missing optional slots answered by stubs with SYNCMOD_NOT_SUPPORTED. A table that is
// longer than ours is welcome: the rest is ignored. Throws Refusal.
syncmod_plugin_v1 normalised(const syncmod_plugin_v1* raw);

}  // namespace syncmod_host
