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

// `input.config`, `input.server` and `input.replies`; the clock stands at the vectors' moment and waits cost nothing.
Provider make_provider(json::Value input, const mod_trakt::KeyRules& rules);

// The configuration of a case with what every case leaves out.
mod_trakt::Config make_config(json::Value config, const mod_trakt::KeyRules& rules);

}  // namespace vectors
