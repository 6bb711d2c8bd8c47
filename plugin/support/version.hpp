// The version of the original module whose behaviour this provider has. The manifest, the table and the User-Agent
// contain it. The release of this project is a different number: project(VERSION) in CMakeLists.txt.
#pragma once

namespace mod_trakt {

inline constexpr char module_version[] = "3.2.0";

}  // namespace mod_trakt
