// The offline Trakt without sockets: accounts, checks, routing, faults, ledger and the admin endpoints.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "twin/account.hpp"
#include "twin/clock.hpp"
#include "twin/faults.hpp"
#include "twin/http.hpp"
#include "twin/ledger.hpp"
#include "twin/seed.hpp"
#include "twin/tokens.hpp"

namespace mod_trakt::twin {

struct Options {
    SeedSizes sizes;
    int accounts = 1;
    bool vip = true;
    Credentials credentials;
    std::optional<std::int64_t> now_ms;  // a frozen clock
    std::int64_t latency_ms = 0;
};

// An answer, and how the connection delivers it.
struct Outcome {
    Response response;
    Wire wire = Wire::Send;
    std::int64_t delay_ms = 0;  // before the answer
    std::int64_t drip_ms = 0;   // between the parts of a dripping answer
    std::int64_t cut_bytes = -1;
    bool gzip_allowed = true;
};

class Twin {
public:
    explicit Twin(Options options);

    // Thread-safe.
    Outcome handle(Request request);
    TwinClock& clock() { return clock_; }

    // Counts a request from its arrival until its answer has been delivered.
    class InFlight {
    public:
        explicit InFlight(Twin& twin) : twin_(twin) { ++twin_.in_flight_; }
        ~InFlight() { --twin_.in_flight_; }
        InFlight(const InFlight&) = delete;
        InFlight& operator=(const InFlight&) = delete;

    private:
        Twin& twin_;
    };

private:
    struct Pace {
        std::deque<std::int64_t> gets_ms;
        std::int64_t last_write_ms = 0;
    };

    void reset();
    Response route(const Request& request, LedgerEntry& entry);
    Response serve_account(const Request& request, Account& account, json::object body);
    std::optional<Response> over_pace(Account& account, const Request& request, std::int64_t now_ms);
    int account_number(const Request& request) const;  // 0: none
    void shift_rows(const Request& request, const Fault& fault);

    Response admin(const Request& request);
    Response admin_faults(const Request& request, const json::value& body);
    Response admin_reset(const json::object& body);
    Response admin_state(const Request& request);
    Response admin_device(const json::object& body);
    Response admin_edit(const json::object& body);
    Response admin_titles(const json::object& body);
    Response admin_switches(const Request& request, json::object body);
    Response admin_clock(const json::object& body);
    Account* account_at(std::int64_t number);

    std::int64_t steady_ms() const;

    Options options_;
    TwinClock clock_;
    std::mutex mutex_;
    std::atomic<std::int64_t> in_flight_{0};
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::shared_ptr<const Catalogue> catalogue_;
    std::vector<std::unique_ptr<Account>> accounts_;
    std::map<int, Pace> pace_;
    Switches shared_;  // for requests without an account; new accounts start with a copy
    Tokens tokens_;
    Faults faults_;
    Ledger ledger_;
};

}  // namespace mod_trakt::twin
