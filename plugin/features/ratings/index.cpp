#include <string>
#include <utility>
#include <vector>

#include "features/media/media_read.hpp"
#include "features/ratings/ratings.hpp"

namespace mod_trakt::features {

index::SnapshotPtr Ratings::read(account::Context& context, const CallScope& scope) const {
    const KeyRules& rules = context.options.keys;
    MediaRead read;
    read.feature = name();
    read.pages = context.options.ratings_pages;
    read.leaf_of_type = "rated_at";
    // A medium that was rated twice while pages were read stands in two of them: the newer one stays.
    read.rows_are_unique = false;
    read.lists_of = [&rules](const TypeSet& wanted) {
        std::vector<MediaList> lists;
        for (std::size_t i = 0; i < media_types.size(); ++i) {
            if (!wanted[i]) continue;
            const auto [bucket, type] = media_types[i];
            MediaList& list = lists.emplace_back();
            list.path = "/sync/ratings/" + std::string(bucket);
            list.types = {i};
            list.identity = [type = type](json::Value row) { return row[type]["ids"]["trakt"].integer(); };
            list.to_row = [&rules, bucket = bucket](json::Value row) { return trakt::ratings_row(row, bucket, rules); };
        }
        return lists;
    };
    return read_media(read, context, scope);
}

}  // namespace mod_trakt::features
