// What the readers of ratings and watchlist share: one list per type in, one complete snapshot out. What
// last_activities prove unchanged is taken over, a type that changed is read alone.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "account/context.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/feature_id.hpp"
#include "model/media_type.hpp"
#include "trakt/page.hpp"
#include "trakt/rows.hpp"

namespace mod_trakt::features {

// Some of the types, by index_of().
using TypeSet = std::array<bool, media_type_count>;

struct MediaList {
    std::string path;
    std::vector<MediaType> types;  // whose rows stand in it
    std::function<std::optional<std::int64_t>(json::Value row)> identity;
    std::function<trakt::RowResult(json::Value row)> to_row;
};

// What a feature says of its lists, so that they can be read.
struct MediaLists {
    FeatureId feature = FeatureId::Watchlist;
    bool rows_are_unique = false;  // see index::List
    // The lists that hold these types and no others, as few as can be.
    std::function<std::vector<MediaList>(const TypeSet& wanted)> lists_of;
    // Whether to read everything rather than these types; empty: never.
    std::function<bool(const TypeSet& wanted)> all_at_once_is_cheaper = {};
    std::function<void(const trakt::Page&)> on_page = {};  // may be empty
};

// Throws Failure as index::read_lists does, and BAD_DATA ("schema_changed"). The snapshot is known to `context` when it
// returns.
index::SnapshotPtr read_media(const MediaLists& lists, account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::features
