// The twin as a child process, and its admin endpoints as functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/child_process.hpp"
#include "support/json.hpp"

namespace mod_trakt::tests {

class TwinProcess {
public:
    explicit TwinProcess(std::vector<std::string> options = {});

    const std::string& url() const noexcept { return url_; }
    int port() const noexcept { return port_; }

    // The account's real state; with `full`, as rows of the API.
    json::value state(bool full = false, int account = 1) const;
    json::array plays(bool full = false) const { return state(full).at("plays").as_array(); }

    // All requests that arrived; with arguments, only those of that method and path.
    json::array ledger() const;
    json::array requests(std::string_view method, std::string_view path) const;
    std::size_t count_requests(std::string_view method, std::string_view path) const {
        return requests(method, path).size();
    }
    // Requests whose path begins so.
    std::size_t count_below(std::string_view method, std::string_view path) const {
        std::size_t count = 0;
        for (const json::value& entry : ledger())
            if (text_at(entry, "method") == method && text_at(entry, "path").starts_with(path)) ++count;
        return count;
    }
    void clear_ledger() const { admin("DELETE", "ledger"); }

    void fault(const json::object& fault) const { admin("POST", "faults", json::array{fault}); }
    void clear_faults() const { admin("DELETE", "faults"); }
    void switches(const json::object& values) const { admin("POST", "switches", values); }
    void clock(const json::object& command) const { admin("POST", "clock", command); }
    void reset(const json::object& sizes) const { admin("POST", "reset", sizes); }
    // Edits of titles, see "titles" in the twin's README.
    void titles(const json::array& edits) const { admin("POST", "titles", json::object{{"titles", edits}}); }
    // Makes one change "on the site", and returns the twin's lists of what it added, removed and changed. The seed
    // decides the random choices.
    json::value edit(const json::object& op, std::int64_t seed = 1) const;

private:
    json::value admin(std::string_view method, std::string_view room, const json::value& body = nullptr) const;

    ChildProcess process_;
    std::string url_;
    int port_ = 0;
};

}  // namespace mod_trakt::tests
