// Compares indexes with the account at the twin, and numbers of requests with their limits.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "promise.hpp"
#include "property_case.hpp"
#include "site.hpp"

namespace mod_trakt::property {

// A broken promise.
struct Broken {
    std::string what;
};

struct Index {
    json::object items;
    std::int64_t skipped = 0;  // rows, as the document says
};

// The index of a document that is complete, fresh and made by `now_ms`, and whose count is right.
Index index_of(json::value document, std::int64_t now_ms, const std::string& feature);

// Items of history by their type.
std::array<json::object, 2> by_kind(json::object items);

// The items of one kind for an account that has these plays. The twin's rows decide.
json::object expected_items(const Plays& plays);

// Checks an index that may miss changes, and returns the plays that it shows. Each of them was shown before or is there
// now, is as the twin has it, and has the key that fits the other shown plays. A play that was shown before and is
// still there must be shown.
Plays plays_partly_seen(const json::object& items, const Plays& before, const Plays& now);

// Checks indexes and requests, and counts the checks.
class Judge {
public:
    Judge(CaseResult& result, bool check_limits) : result_(result), check_limits_(check_limits) {}

    void compare(const json::object& items, const json::object& expected, const std::string& what);
    void compare_history(json::object items, const Truth& truth, const std::string& what);
    // Checks that hidden rows are counted as skipped.
    void compare_skipped(const Index& index, std::size_t hidden, const std::string& what);
    void check_requests(const std::vector<Asked>& asked, const Limit& limit, const std::string& what);

private:
    CaseResult& result_;
    const bool check_limits_;
};

}  // namespace mod_trakt::property
