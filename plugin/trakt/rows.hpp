// Converts one row of a Trakt list into one item.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "model/item.hpp"
#include "model/key_rules.hpp"
#include "model/media_type.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::trakt {

// A usable row.
struct Row {
    Item item;
    MediaType type = MediaType::Movie;  // the item's
    std::int64_t history_id = 0;        // plays only; 0 when the server sent none
    std::int64_t trakt_id = 0;          // of the title itself; 0 when the server sent none
    std::int64_t epoch_ms = 0;          // watched_at of a play, rated_at of a rating (0 when it is unreadable)
    std::optional<std::int64_t> listed_ms = std::nullopt;  // listed_at of a watchlist entry
};

// Why a row was left out: a stable word ("not_an_object", "no_medium", "no_ids", "bad_watched_at", "bad_rating",
// "unknown_type").
struct SkippedRow {
    std::string_view reason;
};

using RowResult = std::variant<Row, SkippedRow>;

RowResult watchlist_row(json::Value row, const KeyRules& rules);
RowResult history_row(json::Value row, const KeyRules& rules);
// `listed` is the type of the list; it is used if the row has no type.
RowResult ratings_row(json::Value row, MediaType listed, const KeyRules& rules);

}  // namespace mod_trakt::trakt
