// A request and an answer, independent of any server library, so that handlers can be called without a socket.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mod_trakt::twin {

struct Request {
    std::string method;
    std::string path;                            // decoded, without the query
    std::string raw_query;                       // as received
    std::vector<std::string> parts;              // the path, split at '/'
    std::map<std::string, std::string> query;    // decoded
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;

    const std::string* header(const std::string& lower_case_name) const;
    std::string query_or(const std::string& name, std::string fallback) const;
    // True when the comma-separated list `name` contains `word`, e.g. extended=full,progress.
    bool query_has(const std::string& name, std::string_view word) const;
    bool is_write() const { return method != "GET" && method != "HEAD"; }
};

// Splits and decodes `target` ("/sync/history?page=2") into the request.
void set_target(Request& request, std::string_view target);

struct Response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    void set(std::string_view name, std::string value);
    void drop(std::string_view name);
    const std::string* header(std::string_view name) const;
};

Response json_response(int status, std::string body);
Response empty_response(int status);
// Pages of the edge in front of Trakt: no X-Request-Id, Server: cloudflare.
Response html_response(int status, std::string body);
Response edge_403();
Response edge_429();
Response oauth_error(int status, std::string_view error, std::string_view description);

}  // namespace mod_trakt::twin
