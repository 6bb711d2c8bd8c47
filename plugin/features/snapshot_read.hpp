// What the readers of all features share: lists in, rows into items, one complete snapshot out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sync/context.hpp"
#include "sync/snapshot.hpp"
#include "trakt/page.hpp"
#include "trakt/rows.hpp"

namespace mod_trakt::features {

// One list of a feature, e.g. the ratings of shows.
struct Section {
    std::string path;
    std::function<std::optional<std::int64_t>(json::Value row)> identity;
    std::function<trakt::RowResult(json::Value row)> to_row;
};

struct SnapshotRead {
    std::string_view feature;
    sync::PageOptions pages;
    bool rows_are_unique = false;  // see sync::List
    bool rows_are_plays = false;
    std::function<void(const trakt::Page&)> on_page = {};  // may be empty
};

// Throws Failure as sync::read_lists does, and BAD_DATA ("schema_changed"). The snapshot is on the shelf when it
// returns.
sync::SnapshotPtr read_snapshot(const SnapshotRead& read, std::span<const Section> sections, sync::Context& context,
                                const CallScope& scope);

}  // namespace mod_trakt::features
