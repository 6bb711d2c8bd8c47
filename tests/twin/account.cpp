// Changing the data of an account, and its stamps.
#include "twin/account.hpp"

#include <algorithm>
#include <iterator>

#include "twin/iso_time.hpp"

namespace mod_trakt::twin {
namespace {

constexpr std::int64_t first_play_id = 10'987'000'000;
constexpr std::int64_t first_entry_id = 1'400'000'000;
// Play ids are unique over all accounts, because each account has a range of its own.
constexpr std::int64_t ids_per_account = 100'000'000;

struct NewestFirst {
    bool ids_ascend;
    bool operator()(const Play& a, const Play& b) const {
        if (a.watched_ms != b.watched_ms) return a.watched_ms > b.watched_ms;
        return ids_ascend ? a.id < b.id : a.id > b.id;
    }
};

NewestFirst order_of(const Switches& switches) { return {switches.tie_order == "id_asc"}; }

std::string leaf(Kind kind, const char* key) { return std::string(plural(kind)) + '.' + key; }

}  // namespace

const char* name_of(Action action) {
    static constexpr const char* names[] = {"scrobble", "checkin", "watch"};
    return names[static_cast<int>(action)];
}

Account::Account(int account_number, std::shared_ptr<const Catalogue> catalogue, std::int64_t start_ms)
    : number(account_number), activities(start_ms), catalogue_(std::move(catalogue)) {
    clear(start_ms);
}

void Account::clear(std::int64_t start_ms) {
    activities = Activities(start_ms);
    movie_plays_.clear();
    episode_plays_.clear();
    last_play_id_ = first_play_id + (number - 1) * ids_per_account;
    last_entry_id_ = first_entry_id + (number - 1) * 1'000'000;
    for (auto& ratings : ratings_) ratings.clear();
    watchlist_.clear();
    for (auto& collected : collection_) collected.clear();
    show_all();
    changed();
}

void Account::changed() {
    merged_stale_ = true;
    ++history_revision_;
}

void Account::touch(const std::string& name, std::int64_t now_ms) {
    activities.touch(name, now_ms, switches.stamp_resolution_ms);
}

void Account::touch_plays(bool movies, bool episodes, std::int64_t now_ms) {
    if (movies) touch("movies.watched_at", now_ms);
    if (episodes) touch("episodes.watched_at", now_ms);
}

const std::vector<Play>& Account::plays(Kind kind) const { return kind == Kind::Movie ? movie_plays_ : episode_plays_; }

const std::vector<Play>& Account::all_plays() const {
    if (merged_stale_) {
        merged_.clear();
        merged_.reserve(play_count());
        std::merge(movie_plays_.begin(), movie_plays_.end(), episode_plays_.begin(), episode_plays_.end(),
                   std::back_inserter(merged_), order_of(switches));
        merged_stale_ = false;
    }
    return merged_;
}

std::int64_t Account::next_play_id() { return ++last_play_id_; }

void Account::sort_plays() {
    std::sort(movie_plays_.begin(), movie_plays_.end(), order_of(switches));
    std::sort(episode_plays_.begin(), episode_plays_.end(), order_of(switches));
    changed();
}

void Account::seed_plays(std::vector<Play> plays) {
    for (Play& play : plays) {
        if (play.id == 0) play.id = next_play_id();
        last_play_id_ = std::max(last_play_id_, play.id);
        list(play.kind).push_back(play);
    }
    sort_plays();
}

void Account::add_plays(std::vector<Play> plays, std::int64_t now_ms) {
    bool movies = false, episodes = false;
    const auto order = order_of(switches);
    const bool one_by_one = plays.size() <= 16;
    for (Play& play : plays) {
        if (play.id == 0) play.id = next_play_id();
        (play.kind == Kind::Movie ? movies : episodes) = true;
        std::vector<Play>& own = list(play.kind);
        if (one_by_one)
            own.insert(std::upper_bound(own.begin(), own.end(), play, order), play);
        else
            own.push_back(play);

        watchlist_remove(play.kind, play.item, now_ms);
        if (play.kind == Kind::Episode) {
            const Episode& episode = catalogue_->episodes[play.item];
            watchlist_remove(Kind::Season, episode.season, now_ms);
            watchlist_remove(Kind::Show, episode.show, now_ms);
        }
    }
    if (!one_by_one) sort_plays();
    touch_plays(movies, episodes, now_ms);
    changed();
}

std::vector<Play> Account::remove_plays(const std::function<bool(const Play&)>& wanted, std::int64_t now_ms) {
    std::vector<Play> removed;
    for (std::vector<Play>* own : {&movie_plays_, &episode_plays_}) {
        const std::size_t before = removed.size();
        std::erase_if(*own, [&](const Play& play) {
            if (!wanted(play)) return false;
            removed.push_back(play);
            return true;
        });
        if (removed.size() > before) touch_plays(own == &movie_plays_, own == &episode_plays_, now_ms);
    }
    if (!removed.empty()) changed();
    return removed;
}

bool Account::change_play(std::int64_t id, std::int64_t watched_ms, std::int64_t now_ms) {
    for (std::vector<Play>* own : {&movie_plays_, &episode_plays_}) {
        const auto at = std::find_if(own->begin(), own->end(), [id](const Play& play) { return play.id == id; });
        if (at == own->end()) continue;
        Play play = *at;
        own->erase(at);
        play.watched_ms = watched_ms;
        own->insert(std::upper_bound(own->begin(), own->end(), play, order_of(switches)), play);
        touch_plays(own == &movie_plays_, own == &episode_plays_, now_ms);
        changed();
        return true;
    }
    return false;
}

std::vector<Play> Account::shuffled(std::vector<Play> plays) const {
    for (auto begin = plays.begin(); begin != plays.end();) {
        const auto end =
            std::find_if(begin, plays.end(), [&](const Play& play) { return play.watched_ms != begin->watched_ms; });
        std::shuffle(begin, end, random_);
        begin = end;
    }
    return plays;
}

std::vector<Rating> Account::sorted_ratings(Kind kind) const {
    std::vector<Rating> out;
    out.reserve(ratings(kind).size());
    for (const auto& rating : ratings(kind)) out.push_back(rating.second);
    std::sort(out.begin(), out.end(), [](const Rating& a, const Rating& b) {
        return a.rated_ms != b.rated_ms ? a.rated_ms > b.rated_ms : a.item < b.item;
    });
    return out;
}

std::size_t Account::rating_count() const {
    std::size_t count = 0;
    for (const auto& ratings : ratings_) count += ratings.size();
    return count;
}

void Account::rate(Kind kind, Rating rating, std::int64_t now_ms) {
    ratings_[index(kind)][rating.item] = rating;
    touch(leaf(kind, "rated_at"), now_ms);
}

bool Account::unrate(Kind kind, std::uint32_t item, std::int64_t now_ms) {
    if (ratings_[index(kind)].erase(item) == 0) return false;
    touch(leaf(kind, "rated_at"), now_ms);
    return true;
}

bool Account::on_watchlist(Kind kind, std::uint32_t item) const {
    return std::any_of(watchlist_.begin(), watchlist_.end(),
                       [&](const WatchlistEntry& entry) { return entry.kind == kind && entry.item == item; });
}

void Account::watchlist_add(Kind kind, std::uint32_t item, std::int64_t listed_ms, std::int64_t now_ms) {
    watchlist_.push_back({++last_entry_id_, kind, item, listed_ms, {}});
    touch(leaf(kind, "watchlisted_at"), now_ms);
    touch("watchlist.updated_at", now_ms);
}

bool Account::watchlist_remove(Kind kind, std::uint32_t item, std::int64_t now_ms) {
    const auto gone = std::erase_if(
        watchlist_, [&](const WatchlistEntry& entry) { return entry.kind == kind && entry.item == item; });
    if (gone == 0) return false;
    touch(leaf(kind, "watchlisted_at"), now_ms);
    touch("watchlist.updated_at", now_ms);
    return true;
}

bool Account::collect(Kind kind, std::uint32_t item, std::int64_t collected_ms, std::int64_t now_ms) {
    const bool added = collection_[index(kind)].emplace(item, Collected{collected_ms, floor_to(now_ms, 1000)}).second;
    if (added) touch(leaf(kind, "collected_at"), now_ms);
    return added;
}

bool Account::uncollect(Kind kind, std::uint32_t item, std::int64_t now_ms) {
    if (collection_[index(kind)].erase(item) == 0) return false;
    touch(leaf(kind, "collected_at"), now_ms);
    return true;
}

}  // namespace mod_trakt::twin
