// The step of a write that leaves one play of each title, for users who want no more (LIMIT-3).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "account/context.hpp"
#include "changes/feature_writer.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::changes {

// One object serves one call. Everything is borrowed.
class OnePlayStep {
public:
    OnePlayStep(const FeatureWriter& writer, account::Context& context, const CallScope& scope, WriteReport& report)
        : writer_(writer), context_(context), scope_(scope), report_(report) {}

    // True if the user wants one play of each title, and these holdings do not show all plays of the titles. Asks for
    // the settings if necessary; throws Failure for an error that ends the call.
    bool needs_all_plays(std::span<const Intent> intents, const Held& held);
    // Takes out further plays of a title, which get the verdict `limit`. In a dry run that does not know what the user
    // wants, they become `unknown` and stay. Asks and throws as needs_all_plays() does.
    void judge(std::vector<Intent>& intents, const Held& held);

private:
    bool is_wanted();

    const FeatureWriter& writer_;
    account::Context& context_;
    const CallScope& scope_;
    WriteReport& report_;
    std::optional<bool> is_wanted_;  // nullopt: not asked yet
};

}  // namespace mod_trakt::changes
