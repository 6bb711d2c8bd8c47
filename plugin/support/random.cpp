// Random numbers by getrandom.
#include "support/random.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "support/error.hpp"

namespace mod_trakt {

std::uint64_t random_word() {
    std::uint64_t word = 0;
    if (::getrandom(&word, sizeof word, 0) != static_cast<ssize_t>(sizeof word))
        throw Failure(Status::Host, "state_unwritable",
                      std::string("the system provides no random numbers: ") + std::strerror(errno));
    return word;
}

}  // namespace mod_trakt
