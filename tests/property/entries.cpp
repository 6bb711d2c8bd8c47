#include "entries.hpp"

#include <optional>

#include "tests/support/expected_items.hpp"

namespace mod_trakt::property {

bool Entries::indexes(const Truth& now, bool first, bool settled) {
    for (const char* feature : {"ratings", "watchlist"}) {
        site_.take_ledger();
        std::optional<Index> index;
        try {
            index = subject_.read(feature);
        } catch (const Refused&) {
            return false;
        }
        const auto asked = site_.take_ledger();
        story_ << "    " << feature << ":\n";
        story_.tell(asked);
        judge_.compare(index->items, test::expected_items(*now.state, feature), feature);
        if (oddities_.counts_hidden()) judge_.compare_skipped(*index, now.hidden_of(feature), feature);
        // A list that has become much shorter is read once more.
        std::size_t& former = indexed_[feature];
        const std::size_t count = index->items.size();
        const bool shrunk = former > count && former - count > 25 && (former - count) * 5 > former;
        former = count;
        // Only pages can show that the watchlist announces rows which do not exist.
        const bool looks_for_rows = feature == std::string("watchlist") && mode_.counts_lag < 0;
        if (!first && settled && settled_ && !shrunk && !looks_for_rows)
            judge_.check_requests(asked, limit(feature, now), feature);
    }
    stamps_ = now.stamps;
    settled_ = settled;
    return true;
}

// The stamps were requested before; a read of more than one page requests them again.
Limit Entries::limit(const std::string& feature, const Truth& now) const {
    const auto moved = [&](const std::string& leaf) { return now.stamps.at(leaf) != stamps_.at(leaf); };
    Limit limit{0, feature + ": what changed alone"};
    const auto per_page = static_cast<std::size_t>(mode_.per_page);
    if (feature == "ratings") {
        bool any_empty = false;
        for (const char* type : rated_types)
            if (moved(std::string(type) + ".rated_at")) {
                const auto own = now.ratings.find(type);
                const std::size_t count = own == now.ratings.end() ? 0 : own->second;
                limit.requests += pages_of(count, per_page);
                any_empty = any_empty || count == 0;
            }
        if (any_empty) ++limit.requests;  // a witness
    } else {
        bool any = moved("watchlist.updated_at");
        for (const char* type : rated_types) any = any || moved(std::string(type) + ".watchlisted_at");
        if (any) limit.requests = pages_of(now.watchlist, per_page) + 1;  // and the settings
        if (any && now.watchlist == 0) limit.requests += 5;               // witnesses
    }
    // The statistics show that announced rows do not exist.
    if (feature == "ratings" && mode_.counts_lag < 0) ++limit.requests;
    if (limit.requests > 1) ++limit.requests;
    return limit;
}

}  // namespace mod_trakt::property
