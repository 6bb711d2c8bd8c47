#include "features/feature.hpp"

#include "trakt/failure.hpp"

namespace mod_trakt::features {

sync::SnapshotPtr present_state(const Feature& feature, sync::Context& context, const CallScope& scope) {
    try {
        if (context.shelf.last(feature.name()) != nullptr) {
            const trakt::Stamps stamps = context.activities.stamps(feature.name(), scope);
            if (auto snapshot = context.shelf.current(feature.name(), stamps)) return snapshot;
        }
        return feature.read(context, scope);
    } catch (const Failure& failure) {
        if (trakt::ends_the_call(failure.error().status)) throw;
        context.log.with(LogLevel::Warn, feature.name(), "present_state_unknown",
                         [&](json::Writer& fields) { fields.member("reason", failure.error().reason); });
        return nullptr;
    }
}

sync::SnapshotPtr snapshot_at_hand(const Feature& feature, sync::Context& context) {
    return context.shelf.written_to(feature.name()) ? nullptr : context.shelf.last(feature.name());
}

}  // namespace mod_trakt::features
