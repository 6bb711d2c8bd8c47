// A twin on a socket with a client, for one test.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "twin/json.hpp"
#include "twin/server.hpp"

namespace mod_trakt::twin::test {

struct Answer {
    int status = 0;                              // 0: the connection ended without a whole answer
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
    std::string error;  // why there is no answer

    json::value parsed() const { return json::parse(body); }
    std::string header(const std::string& name) const {
        const auto at = headers.find(name);
        return at == headers.end() ? "" : at->second;
    }
};

using Headers = std::map<std::string, std::string>;

// Of the twin's account.
inline Options sizes(std::int64_t plays, std::int64_t ratings = 0, std::int64_t watchlist = 0) {
    Options options;
    options.sizes = {plays, ratings, watchlist, 7};
    return options;
}

class Site {
public:
    explicit Site(Options options = {});

    // Sends the headers that Trakt requires, as account 1. `changes` replaces some of them; an empty text removes one.
    Answer get(const std::string& target, const Headers& changes = {}) { return send("GET", target, "", changes); }
    Answer post(const std::string& target, const std::string& body, const Headers& changes = {}) {
        return send("POST", target, body, changes);
    }
    Answer send(const std::string& method, const std::string& target, const std::string& body,
                const Headers& changes = {});

    json::value read(const std::string& target) { return get(target).parsed(); }
    // By value, so that a range-based for loop may use the result.
    json::array rows(const std::string& target) { return read(target).as_array(); }
    json::object map(const std::string& target) { return read(target).as_object(); }
    // Posts to an admin endpoint, which must accept it.
    json::object admin(const std::string& target, const std::string& body);
    json::object state(int account = 1);
    json::array ledger();

    Twin twin;
    Server server;
};

// Reads a file of tests/twin/tests/shapes.
json::value sample(const std::string& name);
// The first difference of keys or types between `actual` and `expected`; empty when there is none. null equals every
// type, optional keys may be missing, and rows of lists are compared with the row of the same "type".
std::string shape_difference(const json::value& actual, const json::value& expected, const std::string& at = "$");

}  // namespace mod_trakt::twin::test
