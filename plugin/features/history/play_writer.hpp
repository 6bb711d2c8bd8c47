// The common part of adding and removing plays: how an item names a play, and where the account's plays are found.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "changes/feature_writer.hpp"
#include "features/feature.hpp"
#include "features/history/known_plays.hpp"

namespace mod_trakt::features {

class PlayWriter : public changes::FeatureWriter {
public:
    // Everything is borrowed.
    PlayWriter(const Feature& history, Change change, account::Context& context, const CallScope& scope)
        : FeatureWriter(history.id(), change), context_(context), scope_(scope), history_(history) {}

    std::string event_key(const changes::WriteInput& input) const override;
    // The result is certain, except for intents noted as unread: plays that may have been added after the last proof
    // are looked up.
    changes::Held read_back(std::span<const changes::Intent> intents) override;
    changes::Held read_all() override;
    changes::Held recall() const override;
    std::optional<changes::AskFirst> asks_first(const changes::Intent& intent,
                                                const changes::Held& held) const override;

protected:
    // An intent for the play with the input's title and minute.
    static std::variant<changes::Intent, Rejection> translate_play(const changes::WriteInput& input);

    account::Context& context_;
    const CallScope& scope_;

private:
    const Feature& history_;
};

}  // namespace mod_trakt::features
