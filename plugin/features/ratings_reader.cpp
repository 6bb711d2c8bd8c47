#include <vector>

#include "features/ratings.hpp"
#include "features/snapshot_read.hpp"

namespace mod_trakt::features {

sync::SnapshotPtr Ratings::read(sync::Context& context, const CallScope& scope) const {
    const KeyRules& rules = context.options.keys;
    std::vector<Section> sections;
    // The bucket names the endpoint; the medium is the member of a row that holds what is rated.
    const auto add = [&](const char* bucket, const char* medium) {
        sections.push_back({
            .path = std::string("/sync/ratings/") + bucket,
            .identity = [medium](json::Value row) { return row[medium]["ids"]["trakt"].integer(); },
            .to_row = [&rules, bucket](json::Value row) { return trakt::ratings_row(row, bucket, rules); },
        });
    };
    add("movies", "movie");
    add("shows", "show");
    add("seasons", "season");
    add("episodes", "episode");
    // A medium that was rated twice while pages were read stands in two of them: the newer one stays.
    return read_snapshot({.feature = name(), .pages = context.options.ratings_pages, .rows_are_unique = false},
                         sections, context, scope);
}

}  // namespace mod_trakt::features
