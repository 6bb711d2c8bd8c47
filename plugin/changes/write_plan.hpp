// What the first half of every write shares: inputs that cannot be sent get their verdict at once, and those that mean
// the same share one.
#pragma once

#include "changes/title_groups.hpp"
#include "changes/write_report.hpp"
#include "model/media_ref.hpp"

namespace mod_trakt::changes {

// `input` is not an object: rejected, with its place in the message. True when that was so.
bool reject_non_object(const changes::WriteInput& input, changes::WriteReport& report);
void reject(const changes::WriteInput& input, const Rejection& why, changes::WriteReport& report);

// `input` has joined a group: it shares the verdict of the group's first input, and so do the groups that it absorbed.
void share_verdict(std::size_t input, const TitleGroups::Place& place, const TitleGroups& groups,
                   changes::WriteReport& report);

}  // namespace mod_trakt::changes
