// The features that this provider has.
#pragma once

#include <string_view>

#include "features/feature.hpp"

namespace mod_trakt::features {

// By the name that hosts use. Throws Failure NOT_SUPPORTED: "unknown_feature", or "feature_disabled" for one that is
// not offered.
const Feature& find_feature(std::string_view name);

}  // namespace mod_trakt::features
