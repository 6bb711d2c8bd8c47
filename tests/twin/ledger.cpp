// Recording requests and writing them as JSON.
#include "twin/ledger.hpp"

#include "twin/json.hpp"

namespace mod_trakt::twin {

std::size_t Ledger::begin(const Request& request, std::int64_t time_ms, std::int64_t in_flight) {
    LedgerEntry entry;
    entry.n = static_cast<std::int64_t>(entries_.size()) + 1;
    entry.time_ms = time_ms;
    entry.method = request.method;
    entry.path = request.path;
    if (!request.path.starts_with("/oauth")) entry.query = request.raw_query;
    entry.request_bytes = request.body.size();
    entry.in_flight = in_flight;
    if (const std::string* agent = request.header("user-agent")) entry.user_agent = *agent;
    entries_.push_back(std::move(entry));
    return entries_.size() - 1;
}

std::string Ledger::to_json() const {
    std::string out = "[";
    for (const LedgerEntry& entry : entries_) {
        if (out.size() > 1) out += ",\n";
        auto number = [&out](const char* name, std::int64_t value) {
            ((out += '"') += name) += "\":";
            append_number(out, value);
            out += ',';
        };
        auto text = [&out](const char* name, const std::string& value) {
            ((out += '"') += name) += "\":";
            append_json_string(out, value);
            out += ',';
        };
        out += '{';
        number("n", entry.n);
        number("time_ms", entry.time_ms);
        text("method", entry.method);
        text("path", entry.path);
        text("query", entry.query);
        number("status", entry.status);
        number("account", entry.account);
        number("request_bytes", static_cast<std::int64_t>(entry.request_bytes));
        number("response_bytes", static_cast<std::int64_t>(entry.response_bytes));
        number("in_flight", entry.in_flight);
        text("user_agent", entry.user_agent);
        out += "\"fault\":";
        if (entry.fault.empty())
            out += "null";
        else
            append_json_string(out, entry.fault);
        out += ",\"body\":" + (entry.body.empty() ? "null" : entry.body) + '}';
    }
    return out + "]\n";
}

}  // namespace mod_trakt::twin
