// The health document.
#pragma once

#include <string>

#include "module/health/probes.hpp"
#include "trakt/answer.hpp"

namespace mod_trakt {

// `rate`: the limit on reads, as the last answer to a probe told it.
std::string health_document(const HealthProbes& probes, const trakt::Rate& rate);

}  // namespace mod_trakt
