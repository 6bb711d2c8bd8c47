// The health document.
#pragma once

#include <span>
#include <string>

#include "account/guard_book.hpp"
#include "module/health/probes.hpp"
#include "trakt/answer.hpp"

namespace mod_trakt {

// `rate`: the limit on reads, as the last answer to a probe told it. `refused`: see Wiring::guard_refusals().
std::string health_document(const HealthProbes& probes, const trakt::Rate& rate,
                            std::span<const account::GuardRefusal> refused = {});

}  // namespace mod_trakt
