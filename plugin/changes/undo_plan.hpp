// Plans how to take back a run, by comparing its changes with what the account has now. Sends nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account/holdings.hpp"
#include "account/run_record.hpp"
#include "model/feature_id.hpp"

namespace mod_trakt::changes {

// One change that takes back a part of a run.
struct UndoStep {
    // In the order in which they are made: a play that is added again may take entries from the watchlist.
    enum class Action : std::uint8_t { RemovePlay, Unrate, Rate, Unlist, AddPlay, List };
    Action action = Action::RemovePlay;
    std::vector<std::size_t> changes;  // the changes of the run that this takes back; may be empty
    TitleName title;
    std::string text;
    std::optional<std::int64_t> watched_ms;  // of a play
    std::int64_t history_id = 0;             // of a play to remove
    std::optional<account::RunChange::Rating> rating;
};
std::string_view name_of(UndoStep::Action action) noexcept;
FeatureId feature_of(UndoStep::Action action) noexcept;
bool is_addition(UndoStep::Action action) noexcept;

struct UndoPlan {
    std::vector<UndoStep> steps;              // in the order of their actions
    std::vector<account::RunReturn> decided;  // changes that are back already, or cannot be taken back
    std::vector<account::RunOutcome> learnt;  // what became of open changes, and history ids
    std::vector<std::size_t> shared;          // of these, plays that other runs have changed too
    std::vector<std::size_t> undecided;       // open changes that may still arrive
};

// What the account has now. Nullopt: not read, because the run has not changed it.
struct PresentHoldings {
    std::optional<account::Holdings> history, ratings, watchlist;
    const account::Holdings* of(FeatureId feature) const noexcept;
};

// Returns whether an open play of the run may still be added or removed.
using MayArrive = std::function<bool(const account::RunChange&)>;

// `all`: the records of the account, the oldest first, with `run` among them; borrowed.
UndoPlan plan_undo(const account::RunRecord& run, std::span<const account::RunRecord* const> all,
                   const PresentHoldings& now, const MayArrive& may_arrive);

}  // namespace mod_trakt::changes
