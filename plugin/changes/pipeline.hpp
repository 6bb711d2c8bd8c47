// The steps of a write, the same for all features:
//
//   translate     inputs become intents, or get a verdict at once; intents of equal names become one
//   identify      finds out whose account it is; while that is not known, plays to add are deferred
//   read back     reads what the account holds; intents whose holdings could not be read are deferred
//   resolve       finds the held title that each intent means; one that cannot be decided is rejected
//   merge         intents of one title become one; those that the account satisfies already get a verdict
//   one play      further plays of a title are taken out if the user wants one of each
//   room          intents for which the list has no room are taken out
//   guard         mass changes that nobody has confirmed are refused; the others are counted
//   send          intents are sent in chunks; a title that Trakt does not find is tried by its other name
//   settle        reads back what the account holds now, to decide the verdicts that the answers left open
//   keep up       the proof of this handle is updated with the changes, or forgotten
//   after adding  the feature gets the added intents
//
// A dry run sends no request. After translate it uses what is known already: the account by Account::recall, its
// holdings by FeatureWriter::recall. It then applies the steps up to guard, and ends with the requests that would be
// sent.
#pragma once

#include <span>

#include "account/context.hpp"
#include "changes/feature_writer.hpp"
#include "changes/write_report.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::changes {

// Sets verdicts in `report`; inputs that were not reached get none. Throws any exception that stops the write; the
// report keeps what was sent until then. `inputs` must be those of the report.
void run_write(FeatureWriter& writer, std::span<const WriteInput> inputs, account::Context& context,
               const CallScope& scope, WriteReport& report);

}  // namespace mod_trakt::changes
