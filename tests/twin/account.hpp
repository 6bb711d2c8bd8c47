// The data of one user of the twin. Every change also changes the activity stamps that Trakt would change.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "twin/activities.hpp"
#include "twin/catalogue.hpp"
#include "twin/switches.hpp"

namespace mod_trakt::twin {

enum class Action : std::uint8_t { Scrobble, Checkin, Watch };
const char* name_of(Action action);

struct Play {
    std::int64_t id = 0;
    std::int64_t watched_ms = 0;
    std::uint32_t item = 0;
    Kind kind = Kind::Movie;  // Movie or Episode
    Action action = Action::Watch;
};

struct Rating {
    std::uint32_t item = 0;
    int rating = 0;
    std::int64_t rated_ms = 0;
};

struct WatchlistEntry {
    std::int64_t id = 0;
    Kind kind = Kind::Movie;
    std::uint32_t item = 0;
    std::int64_t listed_ms = 0;
    std::string notes;  // empty: null
};

struct Collected {
    std::int64_t collected_ms = 0;
    std::int64_t updated_ms = 0;
};

class Account {
public:
    Account(int number, std::shared_ptr<const Catalogue> catalogue, std::int64_t start_ms);

    const int number;  // from 1
    Switches switches;
    Activities activities;

    const Catalogue& catalogue() const { return *catalogue_; }
    // Replaces the catalogue by a larger one; existing titles keep their index.
    void use(std::shared_ptr<const Catalogue> catalogue) { catalogue_ = std::move(catalogue); }
    // Resets everything except the switches.
    void clear(std::int64_t start_ms);

    // --- plays: newest first ---
    const std::vector<Play>& plays(Kind kind) const;  // Movie or Episode
    const std::vector<Play>& all_plays() const;       // both, merged
    std::size_t play_count() const { return movie_plays_.size() + episode_plays_.size(); }
    std::int64_t next_play_id();
    // Adds the plays, assigns missing ids, and removes the titles from the watchlist.
    void add_plays(std::vector<Play> plays, std::int64_t now_ms);
    // The same for initial data: the stamps and the watchlist stay unchanged.
    void seed_plays(std::vector<Play> plays);
    // Returns the removed plays.
    std::vector<Play> remove_plays(const std::function<bool(const Play&)>& wanted, std::int64_t now_ms);
    bool change_play(std::int64_t id, std::int64_t watched_ms, std::int64_t now_ms);
    void sort_plays();
    // Keeps the present plays, for maps that are stale from now on.
    void freeze_plays() { frozen_ = {movie_plays_, episode_plays_}; }
    const std::vector<Play>& frozen_plays(Kind kind) const { return frozen_[kind == Kind::Movie ? 0 : 1]; }
    // Counts changes of plays, for answers that are cached until something changes.
    std::uint64_t history_revision() const { return history_revision_; }

    // --- ratings ---
    const std::unordered_map<std::uint32_t, Rating>& ratings(Kind kind) const { return ratings_[index(kind)]; }
    std::vector<Rating> sorted_ratings(Kind kind) const;  // newest first
    std::size_t rating_count() const;
    void rate(Kind kind, Rating rating, std::int64_t now_ms);
    bool unrate(Kind kind, std::uint32_t item, std::int64_t now_ms);

    // --- watchlist: in rank order ---
    const std::vector<WatchlistEntry>& watchlist() const { return watchlist_; }
    bool on_watchlist(Kind kind, std::uint32_t item) const;
    void watchlist_add(Kind kind, std::uint32_t item, std::int64_t listed_ms, std::int64_t now_ms);
    bool watchlist_remove(Kind kind, std::uint32_t item, std::int64_t now_ms);

    // --- collection: movies and episodes ---
    const std::unordered_map<std::uint32_t, Collected>& collection(Kind kind) const { return collection_[index(kind)]; }
    // Returns false if the item was in the collection already.
    bool collect(Kind kind, std::uint32_t item, std::int64_t collected_ms, std::int64_t now_ms);
    bool uncollect(Kind kind, std::uint32_t item, std::int64_t now_ms);

    // --- hidden titles and plays: lists count them, but no page shows them ---
    void hide(Kind kind, std::uint32_t item) { hidden_titles_.emplace(kind, item); }
    void hide_play(std::int64_t id) { hidden_plays_.insert(id); }
    void show_all() { hidden_titles_.clear(), hidden_plays_.clear(); }
    bool is_hidden(Kind kind, std::uint32_t item) const { return hidden_titles_.contains({kind, item}); }
    bool is_hidden(const Play& play) const {
        return hidden_plays_.contains(play.id) || is_hidden(play.kind, play.item);
    }

    // The plays in the order of the next answer: with the switch `tie_order` at `random`, plays of one time change
    // places.
    std::vector<Play> shuffled(std::vector<Play> plays) const;

    void touch(const std::string& leaf, std::int64_t now_ms);

private:
    static std::size_t index(Kind kind) { return static_cast<std::size_t>(kind); }
    std::vector<Play>& list(Kind kind) { return kind == Kind::Movie ? movie_plays_ : episode_plays_; }
    void touch_plays(bool movies, bool episodes, std::int64_t now_ms);
    void changed();

    std::shared_ptr<const Catalogue> catalogue_;
    std::vector<Play> movie_plays_, episode_plays_;
    mutable std::vector<Play> merged_;
    mutable bool merged_stale_ = true;
    std::array<std::vector<Play>, 2> frozen_;
    std::uint64_t history_revision_ = 0;
    std::int64_t last_play_id_ = 0;
    std::int64_t last_entry_id_ = 0;
    std::array<std::unordered_map<std::uint32_t, Rating>, 4> ratings_;
    std::vector<WatchlistEntry> watchlist_;
    std::array<std::unordered_map<std::uint32_t, Collected>, 4> collection_;
    std::set<std::pair<Kind, std::uint32_t>> hidden_titles_;
    std::set<std::int64_t> hidden_plays_;
    mutable std::mt19937 random_{1};
};

}  // namespace mod_trakt::twin
