// Keeps the aliases that were learnt in the precious folder of the account (TITLE-10).
#pragma once

#include <string>

#include "account/aliases.hpp"
#include "state/state_folder.hpp"
#include "support/call_scope.hpp"
#include "support/log.hpp"

namespace mod_trakt::account {

// One per handle and account; not thread-safe. Several processes may use the file at the same time. If the file
// cannot be used, more requests are needed: this is logged once, and no Failure is thrown.
class AliasFile {
public:
    // `folder` and `log` must outlive it.
    AliasFile(const state::StateFolder& folder, std::string account, const Log& log)
        : folder_(folder), account_(std::move(account)), log_(log) {}

    // Adds to `aliases` what others have written.
    void load(Aliases& aliases);
    // Writes the aliases to the file if they have changed. A damaged file is set aside.
    void save(Aliases& aliases, const CallScope& scope);

private:
    void take_over(Aliases& aliases);
    void warn(const Failure& failure);

    const state::StateFolder& folder_;
    std::string account_;
    const Log& log_;
    std::string text_;            // of the file, when it was last read or written
    LearntAliases kept_;          // the aliases in that text
    std::uint64_t revision_ = 0;  // of the aliases that are kept
    bool is_damaged_ = false;
    bool has_warned_ = false;
};

}  // namespace mod_trakt::account
