// A summary of an index for people: its facts and its first items. It is read in one pass without building a tree,
// because an index can have tens of megabytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncmod_host {

struct IndexSummary {
    struct Item {
        std::string key, type, title, series_title, year, season, episode, watched_at, rating, rated_at;
    };
    std::uint64_t count = 0;    // number of members of "items"
    std::uint64_t skipped = 0;  // skipped rows, from the document
    std::optional<bool> complete;
    std::optional<bool> stale;
    std::string generated_at;
    std::vector<Item> first_items;

    std::string sample_table() const;
};

// "12 items", or "12 items, 3 skipped".
std::string index_counts(std::uint64_t items, std::uint64_t skipped);

// A sentence that tells people what skipped rows mean for the index; empty without skipped rows.
std::string skipped_note(std::uint64_t skipped);

// Throws Fatal when the document is not JSON or has no "items" object.
IndexSummary summarize_index(std::string_view document);

}  // namespace syncmod_host
