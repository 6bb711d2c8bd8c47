#include "story.hpp"

namespace mod_trakt::property {

void Story::tell(const std::vector<Asked>& asked) {
    std::size_t lines = 0;
    for (const Asked& one : asked) {
        if (++lines == 40) {
            text_ << "    ... " << asked.size() << " requests\n";
            return;
        }
        text_ << "    " << one.method << " " << one.path << (one.query.empty() ? "" : "?") << one.query << " -> "
              << one.status << "\n";
    }
}

}  // namespace mod_trakt::property
