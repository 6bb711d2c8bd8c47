// What was seen of a simulation from outside: the calls of the instances with their answers. The states of the account
// are in the site.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "script.hpp"
#include "site.hpp"

namespace mod_trakt::sim {

struct Verdict {
    std::string word, hint, message;
};

// An index, as far as it can be compared with a state.
struct Index {
    std::multiset<Play> plays;
    std::map<Title, int> ratings;
    std::set<Title> watchlist;

    bool operator==(const Index&) const = default;
};

struct Call {
    std::size_t instance = 0;
    const Step* step = nullptr;
    Time begun = 0, ended = 0;
    // The account's states during the call: numbers of versions, the first and the last.
    std::size_t first_version = 0, last_version = 0;
    bool is_over = false;
    bool was_uncertain = false;  // a POST failed
    bool has_crashed = false;    // then the rest is empty
    std::vector<Verdict> verdicts;
    std::optional<Index> index;
    std::string failure;  // of the whole call; empty: none
};

using Calls = std::vector<Call>;

}  // namespace mod_trakt::sim
