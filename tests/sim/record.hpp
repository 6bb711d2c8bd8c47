// What was seen of a simulation from outside: the calls of the instances with their answers. The states of the account
// are in the site.
#pragma once

#include <cstddef>
#include <cstdint>
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

// What the document of an undo says.
struct Undone {
    // One change that the undo has made or tried.
    struct Made {
        std::string action, feature;
        Item item;
        std::int64_t history_id = 0;  // of a play to remove
        Verdict verdict;
    };
    // A change that is named as one that cannot be taken back. Its title is absent if only the plugin knows its ids.
    struct Named {
        std::string feature;
        std::optional<Title> title;
        std::optional<std::int64_t> minute;
    };

    std::string run, state;  // of the run that it takes back; empty: there is none
    std::vector<Made> made;
    std::vector<Named> named;
};

struct Call {
    std::size_t instance = 0;
    const Step* step = nullptr;
    Time begun = 0, ended = 0;
    // The account's states during the call: numbers of versions, the first and the last.
    std::size_t first_version = 0, last_version = 0;
    bool is_over = false;
    bool is_at_end = false;      // it was made when all was calm
    bool was_uncertain = false;  // a POST failed
    bool has_crashed = false;    // then the rest is empty
    std::vector<Verdict> verdicts;
    std::optional<Index> index;
    std::optional<Undone> undone;
    std::string failure;  // of the whole call; empty: none
};

// For people.
std::string text_of(const Undone& undone);

using Calls = std::vector<Call>;

}  // namespace mod_trakt::sim
