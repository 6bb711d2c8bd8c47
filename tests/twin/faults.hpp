// Faults that a test has ordered: which request they affect, and how.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "twin/http.hpp"
#include "twin/json.hpp"

namespace mod_trakt::twin {

// How the connection treats an answer.
enum class Wire { Send, CloseBefore, CutBody, Reset, Drip };

struct Fault {
    std::string kind;
    std::string method;      // empty: any
    std::string path;        // exact, or a prefix when it ends in '*' or '/'; empty: any
    std::string query;       // a part of the query text; empty: any
    std::string body_has;    // a value that the request's body contains, such as an id; empty: any
    std::string user_agent;  // of the request; empty: any
    int account = 0;         // 0: any
    std::int64_t nth = 1;
    std::int64_t times = 1;
    bool is_repeated = false;  // every matching request is affected; nth and times do not count

    int status = 500;
    json::object headers;  // name -> text, or null to remove a header
    std::optional<std::string> body;
    std::int64_t delay_ms = 0;
    std::optional<bool> apply;      // overrides whether the request takes effect
    std::int64_t rows = -1;         // bad_rows, drop_rows, null_show, broken_text: how many; -1: all
    std::int64_t bytes = -1;        // cut_body: how many are sent; -1: half
    std::string change = "insert";  // shift_rows: insert, remove or replace

    std::int64_t seen = 0;  // matching requests so far

    // True if the request takes effect although its answer is faulty.
    bool applies() const;
    Wire wire() const;
};

// Returns what is wrong with `spec`; nullopt if it is valid.
std::optional<std::string> read_fault(const json::object& spec, Fault& out);

class Faults {
public:
    // Adds all or none. Returns what is wrong with the list; nullopt if it is valid.
    std::optional<std::string> add(const json::array& specs);
    void clear() { faults_.clear(); }
    // Counts the request for every fault that matches it, and returns the first one that is due.
    std::optional<Fault> due(const Request& request, int account);
    json::array list() const;

private:
    std::vector<Fault> faults_;
};

// The answer of a fault under which the request does not reach the account.
Response answer_of(const Fault& fault);
// Changes a good answer as the fault demands.
void spoil(Response& response, const Fault& fault);

}  // namespace mod_trakt::twin
