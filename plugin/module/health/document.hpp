// The health document.
#pragma once

#include <string>

#include "module/health/probes.hpp"
#include "trakt/answer.hpp"

namespace mod_trakt {

// `rate`: the rest of the limit on reads, after the probes.
std::string health_document(const HealthProbes& probes, const trakt::Rate& rate);

}  // namespace mod_trakt
