// Reads ratings or the watchlist: makes one complete snapshot from one list per type, or from one list of all types.
// Types whose stamps prove that nothing changed are taken over from the last snapshot; only the others are read.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "account/context.hpp"
#include "index/paging/list_reader.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/feature_id.hpp"
#include "model/media_type.hpp"
#include "trakt/page.hpp"
#include "trakt/rows.hpp"

namespace mod_trakt::features {

// A set of types, by index_of().
using TypeSet = std::array<bool, media_type_count>;

struct MediaList {
    std::string path;
    std::vector<MediaType> types;  // types of its rows
    std::function<std::optional<std::int64_t>(json::Value row)> identity;
    std::function<trakt::RowResult(json::Value row)> to_row;
    std::function<bool(const index::RowsSeen& rows)> confirms;  // see index::List
};

// A feature's description of its lists.
struct MediaLists {
    FeatureId feature = FeatureId::Watchlist;
    bool rows_are_unique = false;  // see index::List
    // The fewest lists that have exactly these types.
    std::function<std::vector<MediaList>(const TypeSet& wanted)> lists_of;
    // True if reading all types takes fewer requests than reading these; an empty function means never.
    std::function<bool(const TypeSet& wanted)> all_at_once_is_cheaper = {};
    std::function<void(const trakt::Page&)> on_page = {};  // may be empty
};

// Throws Failure as index::read_lists does, and BAD_DATA ("schema_changed"). The snapshot is also kept in
// context.knowledge.
index::SnapshotPtr read_media(const MediaLists& lists, account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::features
