// Finds the features of this provider by name.
#pragma once

#include <string_view>

#include "features/feature.hpp"

namespace mod_trakt::features {

// `name` as hosts use it. Throws Failure NOT_SUPPORTED: "unknown_feature", or "feature_disabled" for a known feature
// that is not offered.
const Feature& find_feature(std::string_view name);

}  // namespace mod_trakt::features
