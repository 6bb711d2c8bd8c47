#include "support/this_build.hpp"

namespace mod_trakt::tests::this_build {

const char* const plugin_path = MOD_TRAKT_PLUGIN;
const char* const twin_path = MOD_TRAKT_TWIN;
const bool is_sanitized = MOD_TRAKT_IS_SANITIZED;

}  // namespace mod_trakt::tests::this_build
