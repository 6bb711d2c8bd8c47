// What a feature needs to work: borrowed from the module, one per handle.
#pragma once

#include "support/log.hpp"
#include "sync/account_settings.hpp"
#include "sync/activity_memo.hpp"
#include "sync/options.hpp"
#include "sync/proven_state.hpp"
#include "sync/snapshot_shelf.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::sync {

struct Context {
    trakt::Api& api;
    const Options& options;
    const Log& log;
    ActivityMemo& activities;
    AccountSettings& settings;
    SnapshotShelf& shelf;
    ProvenState& proven;
};

}  // namespace mod_trakt::sync
