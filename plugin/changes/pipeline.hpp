// The way of every write, the same for all features:
//
//   translate     inputs become intents, or get a verdict at once
//   merge         equal intents become one
//   identify      whose account it is; what may not be sent twice waits until that is known
//   read back     what the account holds already needs no request
//   guard         intents for which the account has no room are taken out
//   send          in chunks; answers are classified; a title that Trakt does not know is tried by its other name
//   keep up       what this handle knows of the account includes what it has changed
//   after adding  the feature hears what was added, unless the call has failed
//
// A dry run sends no request. After merge it uses what is known already: the account by Account::recall, its holdings
// by FeatureWriter::recall. It then applies the guard, and ends with the requests that would be sent.
#pragma once

#include <span>

#include "account/context.hpp"
#include "changes/feature_writer.hpp"
#include "changes/write_report.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::changes {

// Sets verdicts in `report`; inputs that were not reached get none. Throws any exception that stops the write before or
// between requests; the report keeps what was sent until then. `inputs` must be those of the report.
void run_write(FeatureWriter& writer, std::span<const WriteInput> inputs, account::Context& context,
               const CallScope& scope, WriteReport& report);

}  // namespace mod_trakt::changes
