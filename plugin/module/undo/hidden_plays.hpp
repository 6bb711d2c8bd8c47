// Plays that a run has added by ids that Trakt accepts and never shows. The account shows them under other ids, so they
// must not be taken for gone (UNDO-3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "account/context.hpp"
#include "account/holdings.hpp"
#include "account/run_record.hpp"
#include "changes/undo_plan.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt {

class HiddenPlays {
public:
    using Records = std::span<const std::unique_ptr<account::RunRecord>>;

    // Everything is borrowed. `history`: all plays that the account has now.
    HiddenPlays(account::Context& context, const CallScope& scope, const account::Holdings& history)
        : context_(context), scope_(scope), history_(history) {}

    // Searches the added plays of `run` whose titles are not held, if a play of their minute may be one of them. In
    // `all` records, a title that is found gets the name that the account shows. Throws Failure for an error that ends
    // the call.
    void find(const account::RunRecord& run, Records all);
    // Corrects what the plan says of plays for which the search did not decide: they may still be there.
    void correct(changes::UndoPlan& plan) const;

private:
    std::vector<account::HeldPlay> plays_beside(std::int64_t played_ms, Records all) const;

    account::Context& context_;
    const CallScope& scope_;
    const account::Holdings& history_;
    // By the number of the change: why it cannot be taken back; nullopt: the next undo may find out.
    std::map<std::size_t, std::optional<std::string>> doubtful_;
};

}  // namespace mod_trakt
