// What a complete read of the history that a host has asked for says of the account's journal.
#pragma once

#include "account/context.hpp"
#include "index/snapshot/snapshot.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt {

// See changes::answer_sent_plays(). `former`: the last snapshot before this read; null: there was none. Without a
// journal this costs one look for its file.
void answer_by_read(const index::SnapshotPtr& history, const index::SnapshotPtr& former, account::Context& context,
                    const CallScope& scope);

}  // namespace mod_trakt
