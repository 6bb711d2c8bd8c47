#include "changes/title_step.hpp"

#include <string>

#include "changes/contradictions.hpp"

namespace mod_trakt::changes {

bool report_not_sent(const Intent& intent, const std::optional<NotSent>& why, WriteReport& report) {
    if (why)
        report.set(intent.input, why->verdict, why->hint,
                   "items[" + std::to_string(intent.input) + "]: " + why->message);
    return why.has_value();
}

void TitleStep::resolve(std::vector<Intent>& intents, const Held& held) {
    resolve_titles(intents, held);
    if (held.holdings && writer_.adds_plays()) rule_out_aliases(intents, *held.holdings);
    if (writer_.change() == Change::Add)
        resolve_contradictions(
            intents, held.holdings ? &*held.holdings : nullptr, resolver_,
            [this](const Intent& intent, const NotSent& why) { report_not_sent(intent, why, report_); });
}

void TitleStep::resolve_titles(std::vector<Intent>& intents, const Held& held) {
    if (!held.holdings) {
        if (held.why_unknown) resolve_unread(intents, *held.why_unknown);
        return;
    }
    std::vector<TitleName> names;
    names.reserve(intents.size());
    for (const Intent& intent : intents) names.push_back(intent.name);
    held.holdings->look_for(names);  // all in one pass
    std::erase_if(intents, [&](Intent& intent) {
        return report_not_sent(intent, resolver_.resolve(intent, *held.holdings), report_);
    });
}

void TitleStep::resolve_unread(std::vector<Intent>& intents, const Error& why) {
    std::erase_if(intents, [&](Intent& intent) {
        return report_not_sent(intent, resolver_.resolve_unread(intent, why), report_);
    });
}

// Trakt keeps both plays if one is added under two names, so a name is searched if the account may have its play under
// another name.
void TitleStep::rule_out_aliases(std::vector<Intent>& intents, const account::Holdings& holdings) {
    const std::vector<account::HeldPlay> unexplained = learning_.find_unexplained(intents, holdings);
    if (unexplained.empty()) return;
    std::erase_if(intents, [&](Intent& intent) {
        if (!intent.minute_ms || intent.held.is_held()) return false;
        return report_not_sent(intent, resolver_.rule_out_alias(intent, holdings, unexplained), report_);
    });
}

}  // namespace mod_trakt::changes
