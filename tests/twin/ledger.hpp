// All requests that the twin received, in order. It never contains a token or a client secret.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "twin/http.hpp"

namespace mod_trakt::twin {

struct LedgerEntry {
    std::int64_t n = 0;        // from 1
    std::int64_t time_ms = 0;  // since the twin started, on its steady clock
    std::string method, path, query;
    int status = 0;   // 0: the connection ended without an answer
    int account = 0;  // 0: none or unknown
    std::size_t request_bytes = 0, response_bytes = 0;
    std::string fault;           // kind, or empty
    std::int64_t in_flight = 0;  // requests in work when this one arrived, including this one
    std::string user_agent;
    std::string body;  // JSON text of writes, except those to /oauth
};

class Ledger {
public:
    std::size_t begin(const Request& request, std::int64_t time_ms, std::int64_t in_flight);
    LedgerEntry& entry(std::size_t at) { return entries_[at]; }
    void clear() { entries_.clear(); }
    std::string to_json() const;

private:
    std::vector<LedgerEntry> entries_;
};

}  // namespace mod_trakt::twin
