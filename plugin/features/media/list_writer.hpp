// The common part of the writers of watchlist and ratings: how they find what the account holds.
#pragma once

#include "changes/feature_writer.hpp"
#include "features/feature.hpp"

namespace mod_trakt::features {

class ListWriter : public changes::FeatureWriter {
public:
    // Everything is borrowed.
    ListWriter(const Feature& feature, Change change, account::Context& context, const CallScope& scope)
        : FeatureWriter(feature.id(), change), context_(context), scope_(scope), feature_(feature) {}

    changes::Held read_back(std::span<const changes::Intent> intents) override;
    changes::Held recall() const override;
    bool is_satisfied(const changes::Intent& intent, const account::Holdings& now) const override {
        const account::HeldMatch match = now.match(intent.name);
        // An ambiguous title is neither certainly there nor certainly gone.
        return change() == Change::Add ? match.is_held() : match.kind == TitleMatch::Kind::NotHeld;
    }

protected:
    account::Context& context_;
    const CallScope& scope_;

private:
    const Feature& feature_;
};

}  // namespace mod_trakt::features
