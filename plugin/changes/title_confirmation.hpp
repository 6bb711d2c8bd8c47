// Titles that were looked up by ids which other titles may share.
#pragma once

#include <span>

#include "changes/feature_writer.hpp"
#include "changes/intent.hpp"
#include "changes/title_resolver.hpp"

namespace mod_trakt::changes {

// A look-up shows one minute or one title. When it has found the title of an intent by an id that another title of the
// account may have too, Trakt's search has to confirm the title, or everything is read. When neither is possible, these
// intents become unread. Does nothing when all titles of the account are known. Throws Failure for an error that ends
// the call.
void confirm_looked_up_titles(std::span<Intent> intents, Held& held, FeatureWriter& writer, TitleResolver& resolver);

}  // namespace mod_trakt::changes
