// The faults that the twin can cause in one request.
#pragma once

#include <cstdlib>
#include <vector>

#include "support/json.hpp"
#include "tests/support/test_share.hpp"

namespace mod_trakt::tests {

using test::is_soak;
using test::test_share;

// True if numbers of requests are checked. Switch that off while you change how lists are read.
inline bool request_limits_are_checked() {
    const char* told = std::getenv("MOD_TRAKT_REQUEST_LIMITS");
    return told == nullptr || std::atoi(told) != 0;
}

struct FaultKind {
    json::object fault;
    bool passes_when_once = false;  // a retry cures a single fault of this kind
    bool loses_rows = false;        // rows are skipped: this index may lack them, the next one may not
};

inline std::vector<FaultKind> fault_kinds() {
    const json::object soon = {{"Retry-After", "0"}};
    std::vector<FaultKind> kinds;
    for (const int status : {500, 502, 503, 504, 520})
        kinds.push_back({{{"kind", "status"}, {"status", status}}, true});
    for (const int status : {400, 401, 403, 404, 405, 412, 420, 422, 423, 426})
        kinds.push_back({{{"kind", "status"}, {"status", status}}});
    kinds.push_back({{{"kind", "status_after"}, {"status", 500}}, true});
    for (const char* kind :
         {"close_before", "close_after", "reset", "reset_after", "cut_body", "html_200", "broken_json"})
        kinds.push_back({{{"kind", kind}}, true});
    kinds.push_back({{{"kind", "cut_body"}, {"bytes", 0}}, true});
    kinds.push_back({{{"kind", "html_429"}, {"headers", soon}}, true});
    kinds.push_back({{{"kind", "json_429"}, {"headers", soon}}, true});
    kinds.push_back({{{"kind", "slow"}, {"delay_ms", 5}}, true});
    kinds.push_back({{{"kind", "drip"}, {"delay_ms", 1}}, true});
    // If an answer is empty once, the repeated request gets the whole one.
    kinds.push_back({{{"kind", "empty"}}, true});
    kinds.push_back({{{"kind", "empty_bare"}}, true});
    kinds.push_back({{{"kind", "html_403"}}});
    kinds.push_back({{{"kind", "empty_200"}}});
    kinds.push_back({{{"kind", "wrong_shape"}}});
    kinds.push_back({{{"kind", "drop_rows"}}});
    kinds.push_back({{{"kind", "drop_rows"}, {"rows", 1}}});
    kinds.push_back({{{"kind", "shift_rows"}}});
    kinds.push_back({{{"kind", "shift_rows"}, {"rows", 5}}});
    kinds.push_back({{{"kind", "shift_rows"}, {"change", "remove"}}});
    kinds.push_back({{{"kind", "shift_rows"}, {"change", "remove"}, {"rows", 3}}});
    kinds.push_back({{{"kind", "shift_rows"}, {"change", "replace"}}});
    kinds.push_back({{{"kind", "headers"}, {"headers", {{"X-Pagination-Page-Count", "1"}}}}});
    kinds.push_back({{{"kind", "headers"}, {"headers", {{"X-Pagination-Item-Count", nullptr}}}}});
    kinds.push_back({{{"kind", "headers"}, {"headers", {{"X-Pagination-Item-Count", "100000"}}}}});
    kinds.push_back({{{"kind", "headers"},
                      {"headers",
                       {{"X-Pagination-Page-Count", nullptr},
                        {"X-Pagination-Item-Count", nullptr},
                        {"X-Pagination-Limit", nullptr}}}}});
    kinds.push_back({{{"kind", "headers"}, {"headers", {{"X-Pagination-Limit", nullptr}}}}});
    kinds.push_back(
        {{{"kind", "headers"},
          {"headers", {{"X-Pagination-Page-Count", "9223372036854775807"}, {"X-Pagination-Item-Count", nullptr}}}}});
    kinds.push_back({{{"kind", "headers"},
                      {"headers", {{"X-Pagination-Page-Count", "no number"}, {"X-Pagination-Item-Count", "-3"}}}}});
    for (const int rows : {1, 5})
        kinds.push_back({.fault = {{"kind", "bad_rows"}, {"rows", rows}}, .loses_rows = true});
    return kinds;
}

}  // namespace mod_trakt::tests
