// Makes the writer that adds or removes plays.
#include "features/history/add.hpp"
#include "features/history/history.hpp"
#include "features/history/remove.hpp"

namespace mod_trakt::features {

std::unique_ptr<changes::FeatureWriter> History::writer(Change change, account::Context& context,
                                                        const CallScope& scope) const {
    if (change == Change::Add) return std::make_unique<PlayAdder>(*this, context, scope);
    return std::make_unique<PlayRemover>(*this, context, scope);
}

}  // namespace mod_trakt::features
