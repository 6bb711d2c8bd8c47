// The server of a simulation: the twin, and every state that its account had, with who caused it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "http/transport.hpp"
#include "scheduler.hpp"
#include "twin/catalogue.hpp"
#include "twin/json.hpp"
#include "twin/twin.hpp"

namespace mod_trakt::sim {

namespace json = boost::json;

// A title of any type: "movie", "show", "season", "episode", and its Trakt id.
struct Title {
    std::string type;
    std::int64_t trakt = 0;

    auto operator<=>(const Title&) const = default;
};

struct Play {
    Title title;
    std::int64_t watched_ms = 0;

    std::int64_t minute() const noexcept { return watched_ms / 60'000; }
    auto operator<=>(const Play&) const = default;
};

// For people.
std::string text_of(const Title& title);
std::string text_of(const Play& play);

struct State {
    std::map<std::int64_t, Play> plays;  // by history id
    std::map<Title, int> ratings;
    std::set<Title> watchlist;

    bool operator==(const State&) const = default;
};

// Who caused a change of the account.
struct Cause {
    static constexpr std::size_t nobody = static_cast<std::size_t>(-1), phone = static_cast<std::size_t>(-2);
    std::size_t call = nobody;  // the number of a call, or one of these

    bool is_call() const noexcept { return call < phone; }
};

struct Version {
    Time at = 0;
    Cause cause;
    State state;
};

class Site {
public:
    // Titles for accounts of at most so many plays and other entries.
    Site(std::int64_t most_plays, std::int64_t most_entries);

    // A new account. `titles`: edits of /_twin/titles.
    void begin(const json::object& sizes, std::int64_t now_ms, const json::array& titles = {});
    // A request that reaches the server now.
    twin::Outcome take(const http::Request& request, Cause cause, Time now);
    // A change by the user's phone: operations of /_twin/edit.
    void edit(const json::array& ops, std::int64_t seed, Time now);
    // The phone makes this play one of another title. False: it is not there.
    bool replace(const Play& play, const Title& other, Time now);
    // Access tokens that were given out so far expire.
    void expire_token(Time now);

    // The title that an item of the plugin names; nullopt: by ids that the catalogue does not have.
    std::optional<Title> title_in(const json::object& item) const;
    const twin::Catalogue& catalogue() const noexcept { return catalogue_; }
    // All states so far, the present one last.
    const std::vector<Version>& versions() const noexcept { return versions_; }
    const State& now() const { return versions_.back().state; }

private:
    json::value admin(const char* method, const std::string& room, const json::value& body = nullptr);
    void note_state(Cause cause, Time now);

    twin::Twin twin_;
    twin::Catalogue catalogue_;  // the twin's titles
    std::vector<Version> versions_;
};

}  // namespace mod_trakt::sim
