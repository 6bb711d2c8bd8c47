// One feature of the provider: how it is read and how it is written. All features have this shape.
#pragma once

#include <memory>

#include "account/context.hpp"
#include "changes/feature_writer.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/change.hpp"
#include "model/feature_id.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::features {

class Feature {
public:
    constexpr virtual FeatureId id() const noexcept = 0;

    // Everything that Trakt holds of this feature, or a Failure. The account knows the snapshot when this returns.
    virtual index::SnapshotPtr read(account::Context& context, const CallScope& scope) const = 0;

    // What the write pipeline asks for one call. The writer borrows the arguments and the feature.
    virtual std::unique_ptr<changes::FeatureWriter> writer(Change change, account::Context& context,
                                                           const CallScope& scope) const = 0;

protected:
    // Features are constants that live as long as the library; a virtual destructor would have to run at its unload.
    ~Feature() = default;
};

}  // namespace mod_trakt::features
