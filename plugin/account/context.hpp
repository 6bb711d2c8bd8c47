// What a feature needs for one call: references to objects that the handle owns.
#pragma once

#include "account/account.hpp"
#include "account/account_settings.hpp"
#include "account/guard_ledger.hpp"
#include "account/knowledge.hpp"
#include "account/options.hpp"
#include "account/run_records.hpp"
#include "state/account_turn.hpp"
#include "support/log.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::account {

struct Context {
    trakt::Api& api;
    const Options& options;
    const Log& log;
    Account& account;
    AccountSettings& settings;
    Knowledge& knowledge;
    GuardLedger& guard;
    state::AccountTurns& turns;
    RunRecords& runs;
};

}  // namespace mod_trakt::account
