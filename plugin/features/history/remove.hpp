// Removes plays from the history: one play by title and minute or by history id, or all plays of a title.
#pragma once

#include "features/history/play_writer.hpp"

namespace mod_trakt::features {

class PlayRemover final : public PlayWriter {
public:
    PlayRemover(const Feature& history, account::Context& context, const CallScope& scope)
        : PlayWriter(history, Change::Remove, context, scope) {}

    std::variant<changes::Intent, Rejection> translate(const changes::WriteInput& input) const override;
    // Two inputs with one title and minute may mean two plays: each input removes another play.
    bool merges_equal_inputs() const noexcept override { return false; }
    bool names_plays_by_id() const noexcept override { return true; }
    changes::Held read_back(std::span<const changes::Intent> intents) override;
    void choose_plays(std::span<changes::Intent> intents, const changes::Held& held) const override;
    std::optional<changes::Verdict> verdict_unsent(const changes::Intent& intent,
                                                   const changes::Held& held) const override;
    bool is_satisfied(const changes::Intent&, const account::Holdings&) const override { return false; }
    std::string body(std::span<const changes::Piece> pieces) const override;
    std::optional<std::vector<changes::Finding>> read_answer(json::Value answer,
                                                             std::span<const changes::Piece> pieces) const override;
    changes::Verdict expected(const changes::Intent&) const override { return changes::Verdict::Removed; }
    // The pipeline notes removed plays itself.
    bool note(account::Proof&, const changes::Intent&, changes::Verdict) const override { return true; }

private:
    // One flag per intent. True if an intent without plays names, by its history id, a play of its title and minute
    // that this handle has removed, or that the last snapshot before this call shows. (A read of this call shows only
    // plays that are still there.)
    std::vector<bool> are_gone_already(std::span<const changes::Intent> intents) const;

    std::optional<index::SnapshotPtr> former_;  // before the first read of this call; may be null
};

}  // namespace mod_trakt::features
