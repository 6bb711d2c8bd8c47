// The health document.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "account/guard_book.hpp"
#include "module/health/probes.hpp"
#include "trakt/answer.hpp"

namespace mod_trakt {

// What the account's folder says; see the Wiring's functions.
struct HealthNotes {
    std::vector<account::GuardRefusal> refused = {};
    std::size_t without_effect = 0;
};

// `rate`: the limit on reads, as the last answer to a probe told it.
std::string health_document(const HealthProbes& probes, const trakt::Rate& rate, const HealthNotes& notes = {});

}  // namespace mod_trakt
