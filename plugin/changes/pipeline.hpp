// The way of every write, the same for all features:
//
//   translate     inputs become intents, or get a verdict at once
//   merge         equal intents become one
//   identify      whose account it is; what may not be sent twice waits until that is known
//   read back     what the account holds already needs no request
//   guard         what must not go out is taken out: more than the account has room for
//   send          in chunks; answers are classified; a title that Trakt does not know is tried by its other name
//   keep up       what this handle knows of the account includes what it has changed
//   after adding  the feature hears what was added, unless the call has failed
//
// A dry run asks nobody. After merge it goes by what is known without a request: the login by Account::recall, the
// account's state by FeatureWriter::recall. It then guards, and ends with the requests that would be sent.
#pragma once

#include <span>

#include "account/context.hpp"
#include "changes/feature_writer.hpp"
#include "changes/write_report.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::changes {

// Sets verdicts in `report`; inputs without one at the end were not reached. Throws whatever stops it before or between
// requests; what was sent until then stays in the report. `inputs` are those that the report was made for.
void run_write(FeatureWriter& writer, std::span<const WriteInput> inputs, account::Context& context,
               const CallScope& scope, WriteReport& report);

}  // namespace mod_trakt::changes
