// The first step of a write: inputs become intents. Equal intents become one: at once if their names are equal, and the
// others when it is known which titles of the account they mean.
#pragma once

#include <span>
#include <vector>

#include "changes/feature_writer.hpp"
#include "changes/write_report.hpp"

namespace mod_trakt::changes {

// Inputs that cannot be translated get their verdict in `report`, and merged inputs follow the first one of their
// intent. The intents refer to the items of `inputs`.
std::vector<Intent> translate_inputs(const FeatureWriter& writer, std::span<const WriteInput> inputs,
                                     WriteReport& report);

// Merges intents of one title and minute into the first one of them. Call it when it is known which held titles they
// mean: a held title may have an id that another input has beside its Trakt id.
void merge_equal_intents(const FeatureWriter& writer, std::vector<Intent>& intents, WriteReport& report);

}  // namespace mod_trakt::changes
