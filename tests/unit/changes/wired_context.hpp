// An account with all that a write needs, on a scripted network.
#pragma once

#include <utility>
#include <vector>

#include "account/context.hpp"
#include "tests/support/wire.hpp"

namespace mod_trakt::test {

struct WiredContext {
    explicit WiredContext(std::vector<http::Outcome> outcomes) : wire(std::move(outcomes)) {}

    account::Options options;
    Wire wire;
    account::AccountSettings settings{wire.api, nullptr, wire.log};
    account::Knowledge knowledge{wire.api, nullptr, "rules", wire.clock, wire.log};
    auth::Session session{test_options(), {}, auth::make_memory_store(), wire.clock, wire.log};
    account::Account account{{nullptr, session, settings, wire.log, {}, {}}};
    account::GuardLedger guard{nullptr};
    state::AccountTurns turns{nullptr, "login"};
    account::RunRecords runs{nullptr, wire.log};
    account::Context context{wire.api, options, wire.log, account, settings, knowledge, guard, turns, runs};
    CallScope scope = wire.scope();
};

}  // namespace mod_trakt::test
