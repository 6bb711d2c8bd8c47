// GET /users/me/stats: how many plays and ratings the account has. The counts may lag behind the lists.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "model/feature_id.hpp"
#include "model/media_type.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::trakt {

class Stats {
public:
    // Has no counts.
    Stats() = default;
    explicit Stats(json::Value answer);

    // Nullopt if the answer has no such number, or Trakt counts none for the feature: a missing number is not 0.
    std::optional<std::int64_t> count(FeatureId feature, MediaType type) const noexcept;

private:
    using Counts = std::array<std::optional<std::int64_t>, media_type_count>;
    Counts plays_, ratings_;
};

// Reads the statistics. The result has no counts if Trakt does not answer. Throws Failure for errors that end the call,
// such as a cancel.
Stats get_stats(Api& api, const CallScope& scope);

}  // namespace mod_trakt::trakt
