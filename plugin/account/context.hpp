// What a feature needs to work: borrowed from the module, one per handle.
#pragma once

#include "account/account_settings.hpp"
#include "account/activity_memo.hpp"
#include "account/options.hpp"
#include "account/proven_state.hpp"
#include "index/snapshot/snapshot_shelf.hpp"
#include "support/log.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::account {

struct Context {
    trakt::Api& api;
    const Options& options;
    const Log& log;
    ActivityMemo& activities;
    AccountSettings& settings;
    index::SnapshotShelf& shelf;
    ProvenState& proven;
};

}  // namespace mod_trakt::account
