#include "changes/kept_name.hpp"

#include "model/sent_name.hpp"

namespace mod_trakt::changes {

TitleName kept_name(const Intent& intent) {
    const bool is_shown = intent.held.is_held() && !intent.held.title.names.empty();
    return is_shown ? intent.held.title.names.front() : sent_name(intent.title);
}

}  // namespace mod_trakt::changes
