// Adds plays to the history.
#pragma once

#include "features/history/play_writer.hpp"

namespace mod_trakt::features {

class PlayAdder final : public PlayWriter {
public:
    PlayAdder(const Feature& history, account::Context& context, const CallScope& scope)
        : PlayWriter(history, Change::Add, context, scope) {}

    std::variant<changes::Intent, Rejection> translate(const changes::WriteInput& input) const override {
        return translate_play(input);
    }
    std::optional<changes::Verdict> verdict_unsent(const changes::Intent& intent,
                                                   const changes::Held& held) const override;
    // A play that an earlier write has left open is looked up too.
    std::optional<changes::AskFirst> asks_first(const changes::Intent& intent,
                                                const changes::Held& held) const override;
    std::vector<std::optional<bool>> find_sent(std::span<const changes::Intent> plays,
                                               std::span<const account::HeldPlay> before) override;
    bool is_satisfied(const changes::Intent& intent, const account::Holdings& now) const override;
    // Trakt keeps a play that is sent again as a second play.
    bool is_idempotent() const noexcept override { return false; }
    std::string body(std::span<const changes::Piece> pieces) const override;
    std::optional<MediaRef> other_name(const changes::Intent& intent) const override;
    changes::Verdict expected(const changes::Intent&) const override { return changes::Verdict::Added; }
    bool note(account::Proof& proof, const changes::Intent& intent, changes::Verdict verdict) const override;
    void after_adding(std::span<const changes::Intent* const> added, changes::WriteReport& report) override;

private:
    bool is_open(const changes::Intent& intent) const;

    mutable std::optional<account::Journal*> journal_;  // for a dry run; nullopt: not loaded yet; null: there is none
};

}  // namespace mod_trakt::features
