// The features that this provider has, by name.
#pragma once

#include <string_view>

#include "features/feature.hpp"

namespace mod_trakt {

// Throws Failure NOT_SUPPORTED: "unknown_feature", or "feature_disabled" for one that the features map names as false.
const features::Feature& find_feature(std::string_view name);

}  // namespace mod_trakt
