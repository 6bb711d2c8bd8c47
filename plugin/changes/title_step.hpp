// The step of a write that finds the title of each intent, as far as the account and Trakt's search tell.
#pragma once

#include <optional>
#include <vector>

#include "changes/alias_learning.hpp"
#include "changes/feature_writer.hpp"
#include "changes/intent.hpp"
#include "changes/title_resolver.hpp"
#include "changes/write_report.hpp"

namespace mod_trakt::changes {

// Puts the verdict of an intent that is not sent into the report. Returns false if there is no reason.
bool report_not_sent(const Intent& intent, const std::optional<NotSent>& why, WriteReport& report);

// Everything is borrowed.
class TitleStep {
public:
    TitleStep(const FeatureWriter& writer, TitleResolver& resolver, AliasLearning& learning, WriteReport& report)
        : writer_(writer), resolver_(resolver), learning_(learning), report_(report) {}

    // Takes out those that are not sent. Throws Failure for an error that ends the call.
    void resolve(std::vector<Intent>& intents, const Held& held);

private:
    void resolve_titles(std::vector<Intent>& intents, const Held& held);
    void resolve_unread(std::vector<Intent>& intents, const Error& why);
    void rule_out_aliases(std::vector<Intent>& intents, const account::Holdings& holdings);

    const FeatureWriter& writer_;
    TitleResolver& resolver_;
    AliasLearning& learning_;
    WriteReport& report_;
};

}  // namespace mod_trakt::changes
