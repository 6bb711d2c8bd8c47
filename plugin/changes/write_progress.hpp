// Reports the progress of a write to the host: one counter for the whole call, over all of its requests.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "changes/classify.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::changes {

class WriteProgress {
public:
    // `scope` is borrowed.
    WriteProgress(Change change, std::string_view feature, const CallScope& scope)
        : scope_(scope), stage_((change == Change::Add ? "adding to " : "removing from ") + std::string(feature)) {}

    // Announces that so many further pieces will be sent.
    void expect(std::size_t count) {
        total_ += count;
        report();
    }
    // Reports that so many further pieces were sent.
    void advance(std::size_t count) {
        done_ += count;
        report();
    }

private:
    void report() const { scope_.report(done_, total_, stage_); }

    const CallScope& scope_;
    std::string stage_;
    std::size_t done_ = 0;
    std::size_t total_ = 0;
};

}  // namespace mod_trakt::changes
