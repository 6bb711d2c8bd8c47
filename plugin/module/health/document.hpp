// The health document, as hosts read it.
#pragma once

#include <string>

#include "module/health/probes.hpp"
#include "trakt/answer.hpp"

namespace mod_trakt {

// `rate`: what is left of the limit on reads, after the probes.
std::string health_document(const HealthProbes& probes, const trakt::Rate& rate);

}  // namespace mod_trakt
