// The step of a write that refuses mass changes which nobody has confirmed (GUARD-1 to GUARD-8).
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "account/context.hpp"
#include "changes/feature_writer.hpp"
#include "changes/guard.hpp"
#include "changes/title_resolver.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::changes {

// One object serves one call. Everything is borrowed.
class GuardStep {
public:
    GuardStep(const FeatureWriter& writer, account::Context& context, const CallScope& scope, WriteReport& report)
        : writer_(writer), context_(context), scope_(scope), report_(report) {}
    // Takes back what was counted and did not happen. If that cannot be saved, too much stays counted.
    ~GuardStep();
    GuardStep(const GuardStep&) = delete;
    GuardStep& operator=(const GuardStep&) = delete;

    // Takes out the intents that are refused, and counts the others before they are sent, so that they are counted even
    // if the process is killed. A dry run counts nothing, sends nothing and issues no code.
    void judge(std::vector<Intent>& intents, const Held& held);

private:
    // All plays on such minutes, or all removals, are refused together (GUARD-4).
    void judge_plays(std::vector<Intent>& intents);
    void judge_removals(std::vector<Intent>& intents, const Held& held);
    // Asks Trakt for the number of entries of the list. Nullopt if the answer has no count. Throws Failure.
    std::optional<std::int64_t> ask_size() const;
    // True if the changes were confirmed. Else the refusal gets its code, except in a dry run. `minutes`: of plays.
    bool is_confirmed(account::GuardBook& book, account::GuardRefusal& refusal, const account::PlaysByMinute& minutes);
    void change_book(const std::function<void(account::GuardBook&)>& change) const;
    void report_refusal(const account::GuardRefusal& refusal) const;
    void take_back();
    std::int64_t now_ms() const;

    const FeatureWriter& writer_;
    account::Context& context_;
    const CallScope& scope_;
    WriteReport& report_;

    struct Counted {
        std::size_t input = 0;
        std::int64_t minute_ms = 0;  // of a play
        std::int64_t number = 0;
    };
    std::vector<Counted> counted_;
    std::int64_t counted_ms_ = 0;
};

}  // namespace mod_trakt::changes
