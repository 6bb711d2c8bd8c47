// What a complete read of the history says of the plays that were sent to the account, by its journal.
#pragma once

#include <cstdint>
#include <set>

#include "account/context.hpp"
#include "account/holdings.hpp"
#include "model/media_type.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::changes {

struct CompleteRead {
    const account::Holdings& plays;
    std::int64_t began_ms = 0;        // by Trakt's clock
    std::set<MediaType> with_hidden;  // types of which the account has rows that the read does not show
};

// Answers what the journal leaves open, learns ids by which Trakt shows a play (JRN-9, JRN-10), and logs plays that are
// there twice or had no effect (JRN-11, JRN-12). Sends nothing and waits for nothing: while another writer has the
// turn, the next read answers. Precondition: the account has a journal. A failure is logged.
void answer_sent_plays(const CompleteRead& read, account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::changes
