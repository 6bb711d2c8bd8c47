// What differs between the builds that the tests run in. The tests themselves are compiled once, for all of them.
#pragma once

namespace mod_trakt::tests::this_build {

extern const char* const plugin_path;
extern const char* const twin_path;
// By ASan, UBSan or TSan, which make the plugin several times slower.
extern const bool is_sanitized;

}  // namespace mod_trakt::tests::this_build
