// The twin in this process, behind a real socket for the plugin and with direct answers for the test.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "twin/json.hpp"
#include "twin/server.hpp"
#include "twin/twin.hpp"

namespace mod_trakt::property {

namespace json = boost::json;

enum Kind : std::size_t { Movies = 0, Episodes = 1 };
constexpr std::array<Kind, 2> both_kinds{Movies, Episodes};
constexpr std::array<const char*, 2> kind_names{"movie", "episode"};
constexpr std::array<const char*, 4> rated_types{"movies", "shows", "seasons", "episodes"};

struct Play {
    std::int64_t id = 0;
    std::int64_t watched_ms = 0;
    std::int64_t title = 0;                  // Trakt id
    std::shared_ptr<const json::value> row;  // as the API has it

    auto place() const { return std::tie(id, watched_ms, title); }
    bool operator==(const Play& other) const { return place() == other.place(); }
    auto operator<=>(const Play& other) const { return place() <=> other.place(); }
};
using Plays = std::vector<Play>;  // of one kind, in the order of Trakt's pages

// The hidden rows of a list.
struct HiddenRows {
    std::size_t rows = 0;
    bool at_end = false;  // the last row of the list is one of them
};

// The account's real state, without hidden rows.
struct Truth {
    std::array<Plays, 2> plays;
    std::shared_ptr<const json::value> state;    // all of it, in the rows of the API
    std::map<std::string, std::size_t> ratings;  // how many, by type
    std::size_t watchlist = 0;
    std::map<std::string, std::string> stamps;  // "movies.watched_at" -> ISO
    std::map<std::string, HiddenRows> hidden;   // by list: "history/movies", "ratings/shows", "watchlist"

    HiddenRows hidden_of(Kind kind) const;
    std::size_t hidden_of(const std::string& feature) const;
};

struct Asked {
    std::string method, path, query;
    int status = 0;
};

class Site {
public:
    // The largest sizes of accounts; the titles are made once.
    Site(std::int64_t most_plays, std::int64_t most_entries);

    std::string url() const { return server_.base_url(); }
    // Makes a new account at this time, without switches, faults or recorded requests.
    void begin(const json::object& sizes, std::int64_t now_ms);
    void set_time(std::int64_t now_ms) { twin_.clock().freeze(now_ms); }
    void switches(const json::object& values) { admin("POST", "switches", values); }
    void edit(const json::array& ops, std::int64_t seed);
    // Faults of GET requests, in place of the former ones.
    void faults(const json::array& faults);
    // Edits of titles, see "titles" in the twin's README.
    void edit_titles(const json::array& edits) { admin("POST", "titles", json::object{{"titles", edits}}); }
    Truth truth();
    // The requests since the last call.
    std::vector<Asked> take_ledger();

    // Trakt ids of episodes of season 0.
    const std::vector<std::int64_t>& specials() const { return specials_; }

private:
    json::value admin(const char* method, const std::string& room, const json::value& body = nullptr);

    twin::Twin twin_;
    twin::Server server_;
    std::vector<std::int64_t> specials_;
};

}  // namespace mod_trakt::property
