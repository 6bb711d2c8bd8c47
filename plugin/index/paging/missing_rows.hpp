// Finds out why a pass lacks rows that its list announces: they have changed places with rows of equal time, they are
// hidden, or they were lost.
#pragma once

#include "index/paging/list_pass.hpp"
#include "index/paging/list_reader.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::index {

enum class Missing {
    Found,     // the pass has all rows that the list shows now; rows that are still missing are hidden
    Unproven,  // the missing rows are likely to be hidden, which later reads may prove
    Lost,      // the list is to be read again
};

// Looks for the missing rows, and takes into the pass what is found. `is_last_round`: the list is not read again in
// this call. Precondition: the pass is done and short. Throws Failure: INCOMPLETE when rows of equal time are not
// found, because another pass would miss others; else an error that ends the call.
Missing look_for_missing_rows(ListPass& pass, const List& list, bool is_last_round, trakt::Api& api,
                              const CallScope& scope);

}  // namespace mod_trakt::index
