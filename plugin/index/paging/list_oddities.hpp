// Notes in the log what was odd about a list that was read to its end.
#pragma once

#include "index/paging/list_pass.hpp"
#include "index/paging/list_reader.hpp"
#include "model/feature_id.hpp"
#include "support/log.hpp"

namespace mod_trakt::index {

// Warns of pagination headers that were missing or wrong, and of rows that no page shows.
void warn_of_oddities(const List& list, const ListPass& pass, FeatureId feature, const Log& log);

}  // namespace mod_trakt::index
