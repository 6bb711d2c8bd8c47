// The differences between the builds. The tests themselves are compiled once and used in all builds.
#pragma once

namespace mod_trakt::tests::this_build {

extern const char* const plugin_path;
extern const char* const twin_path;
// True if the plugin is built with ASan, UBSan or TSan, which make it several times slower.
extern const bool is_sanitized;

}  // namespace mod_trakt::tests::this_build
