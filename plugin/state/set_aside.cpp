// Finding a free name for a damaged file.
#include "state/set_aside.hpp"

#include <cerrno>
#include <cstring>

#include "state/atomic_file.hpp"
#include "support/error.hpp"

namespace mod_trakt::state {

void set_aside(Files& files, const std::string& path) {
    if (!exists(files, path)) return;
    constexpr int most = 1000;
    for (int n = 1; n < most; ++n) {
        const std::string aside = path + ".corrupt-" + std::to_string(n);
        if (exists(files, aside)) continue;
        if (files.rename(path.c_str(), aside.c_str()) == 0) return;
        throw Failure(Status::Host, "state_unwritable",
                      path + " is damaged and cannot be renamed to " + aside + ": " + std::strerror(errno) +
                          "; move it away by hand");
    }
    throw Failure(Status::Host, "state_unwritable",
                  path + " is damaged, and so were " + std::to_string(most - 1) + " before it; remove " + path +
                      ".corrupt-* if nothing in them is needed");
}

}  // namespace mod_trakt::state
