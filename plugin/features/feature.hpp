// The interface of a feature: how it is read and how it is written.
#pragma once

#include <memory>

#include "account/context.hpp"
#include "changes/feature_writer.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/change.hpp"
#include "model/feature_id.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::features {

// Instances are constants without state, so they may be used from any thread.
class Feature {
public:
    constexpr virtual FeatureId id() const noexcept = 0;

    // Reads everything that the account has of this feature, or throws Failure. The snapshot is also kept in
    // context.knowledge.
    virtual index::SnapshotPtr read(account::Context& context, const CallScope& scope) const = 0;

    // The writer for one call of the write pipeline. It borrows the arguments and the feature.
    virtual std::unique_ptr<changes::FeatureWriter> writer(Change change, account::Context& context,
                                                           const CallScope& scope) const = 0;

protected:
    // Not virtual: features are constants that live as long as the library, and a virtual destructor would run at its
    // unload.
    ~Feature() = default;
};

}  // namespace mod_trakt::features
