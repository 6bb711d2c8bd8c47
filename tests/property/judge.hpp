// Holds indexes against what the twin has, and requests against what they may be.
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

// An index that may miss changes shows plays that were shown before or are there now, each as the twin has it and by
// the key that it has among them. A play that was shown and is still there is among them. Gives the plays that are
// shown.
Plays plays_partly_seen(const json::object& items, const Plays& before, const Plays& now);

// Checks indexes and requests, and counts the checks.
class Judge {
public:
    Judge(CaseResult& result, bool check_limits) : result_(result), check_limits_(check_limits) {}

    void compare(const json::object& items, const json::object& expected, const std::string& what);
    void compare_history(json::object items, const Truth& truth, const std::string& what);
    // Rows that no page shows are counted as skipped.
    void compare_skipped(const Index& index, std::size_t hidden, const std::string& what);
    void hold(const std::vector<Asked>& asked, const Limit& limit, const std::string& what);

private:
    CaseResult& result_;
    const bool check_limits_;
};

}  // namespace mod_trakt::property
