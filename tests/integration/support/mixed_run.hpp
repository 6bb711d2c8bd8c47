// A run of writes that changes all features in all ways.
#pragma once

#include <catch2/catch.hpp>

#include <string>

#include "support/undone.hpp"

namespace mod_trakt::tests {

// A mixed run: plays, ratings and entries are added, changed and removed.
struct MixedRun {
    explicit MixedRun(const Site& site) {
        const json::value state = site.twin.state(true);
        const json::array& plays = state.at("plays").as_array();
        const json::array& ratings = state.at("ratings").as_array();
        const json::array& entries = state.at("watchlist").as_array();
        // Watched titles leave the watchlist.
        for (const json::value& entry : entries)
            if (entry.at("type") == "movie" && added_plays.size() < 2)
                added_plays.push_back(played(entry, "2026-02-03T20:11:00Z"));
        for (int i = 40; i < 43; ++i) added_plays.push_back(movie_at(i, "2026-02-03T21:00:00Z"));
        for (std::size_t i = 0; i < 5; ++i) removed_plays.push_back(item_of(plays.at(i * 7)));
        for (std::size_t i = 0; i < ratings.size() && changed_ratings.size() < 3; i += 2) {
            json::object item = item_of(ratings.at(i));
            item["rating"] = number_at(item, "rating") % 10 + 1;
            item["rated_at"] = "2026-02-03T10:00:00.000Z";
            changed_ratings.push_back(std::move(item));
        }
        removed_ratings = {item_of(ratings.at(1)), item_of(ratings.at(3))};
        new_ratings = {{{"type", "movie"}, {"ids", {{"trakt", 1'000'045}}}, {"rating", 4}}};
        new_entries = {{{"type", "movie"}, {"ids", {{"trakt", 1'000'046}}}},
                       {{"type", "show"}, {"ids", {{"trakt", 2'000'009}}}}};
        for (const json::value& entry : entries)
            if (entry.at("type") != "movie" && removed_entries.size() < 3) removed_entries.push_back(item_of(entry));
    }

    void write(Handle& handle, const Terms& terms) const {
        expect(handle.add("watchlist", new_entries, terms), "added");
        expect(handle.remove("watchlist", removed_entries, terms), "removed");
        expect(handle.add("ratings", new_ratings, terms), "added");
        expect(handle.add("ratings", changed_ratings, terms), "updated");
        expect(handle.remove("ratings", removed_ratings, terms), "removed");
        expect(handle.add("history", added_plays, terms), "added");
        expect(handle.remove("history", removed_plays, terms), "removed");
    }
    static void expect(const Outcome& outcome, const std::string& verdict) {
        INFO(outcome.text);
        CHECK(outcome.status == SYNCMOD_OK);
        const json::value document = outcome.document();
        for (const json::value& result : document.at("results").as_array())
            CHECK(text_at(result, "verdict") == verdict);
    }

    json::array added_plays, removed_plays, changed_ratings, removed_ratings, new_ratings, new_entries, removed_entries;
};

}  // namespace mod_trakt::tests
