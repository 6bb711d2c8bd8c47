// Reads ratings: one list per type.
#include <utility>
#include <vector>

#include "features/media/media_read.hpp"
#include "features/ratings/ratings.hpp"
#include "features/witnesses.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::features {

index::SnapshotPtr Ratings::read(account::Context& context, const CallScope& scope) const {
    const KeyRules& rules = context.options.keys;
    Witnesses witnesses(context, scope);
    MediaLists media;
    media.feature = id();
    // A title that is rated again while pages are read may be on two pages; its newer rating is kept.
    media.rows_are_unique = false;
    media.lists_of = [&rules, &witnesses](const TypeSet& wanted) {
        std::vector<MediaList> lists;
        for (const MediaType type : media_types) {
            if (!wanted[index_of(type)]) continue;
            lists.push_back({
                .path = trakt::list_path(FeatureId::Ratings, type),
                .types = {type},
                .identity = [type](json::Value row) { return row[singular(type)]["ids"]["trakt"].integer(); },
                .to_row = [&rules, type](json::Value row) { return trakt::ratings_row(row, type, rules); },
                .confirms = [&witnesses,
                             type](const index::RowsSeen& rows) { return witnesses.confirm_ratings(type, rows); },
            });
        }
        return lists;
    };
    return read_media(media, context, scope);
}

}  // namespace mod_trakt::features
