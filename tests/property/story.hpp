// What happened in a case, line by line: printed when it fails.
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
    // The requests of one read; of very many only the first.
    void tell(const std::vector<Asked>& asked);

    std::string text() const { return text_.str(); }

private:
    std::ostringstream text_;
};

}  // namespace mod_trakt::property
