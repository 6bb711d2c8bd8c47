// A log of what happened in a case, printed when the case fails.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "site.hpp"

namespace mod_trakt::property {

class Story {
public:
    template <typename Part>
    Story& operator<<(const Part& part) {
        text_ << part;
        return *this;
    }
    // Adds the requests of one read; if they are very many, only the first ones.
    void tell(const std::vector<Asked>& asked);

    std::string text() const { return text_.str(); }

private:
    std::ostringstream text_;
};

}  // namespace mod_trakt::property
