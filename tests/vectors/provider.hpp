// The whole provider over a simulated server, set up as a case says.
#pragma once

#include <memory>

#include "judge.hpp"
#include "module/trakt_module.hpp"

namespace vectors {

struct Provider {
    std::unique_ptr<mod_trakt::TraktModule> module;
    mod_trakt::CallScope scope;
};

// Uses `input.config`, `input.server` and `input.replies`. The clock has the vectors' time, and waits take no time.
Provider make_provider(json::Value input, const mod_trakt::KeyRules& rules);

// The configuration of a case, completed by the members that all cases leave out.
mod_trakt::Config make_config(json::Value config, const mod_trakt::KeyRules& rules);

}  // namespace vectors
