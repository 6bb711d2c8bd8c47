#include "simulated_server.hpp"

#include <charconv>

#include "compare.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

http::Outcome lost_connection() {
    return http::TransportError{http::TransportError::Kind::Protocol, false, "the connection was lost"};
}

http::Response response_of(int status, json::Value body, json::Value headers) {
    http::Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    for (const auto [name, value] : headers.members())
        response.headers.add(std::string(name), std::string(value.text()));
    if (!body.null_or_absent()) response.body = to_text(body);
    return response;
}

// A reply of the form {"status","json","text","headers"} or {"error"}.
http::Outcome outcome_of(json::Value reply) {
    if (!reply["error"].null_or_absent()) return lost_connection();
    http::Response response =
        response_of(static_cast<int>(reply["status"].integer().value_or(200)), reply["json"], reply["headers"]);
    if (response.body.empty()) response.body = std::string(reply["text"].text());
    return response;
}

http::Response answer_of_empty_account(std::string_view path) {
    http::Response response = response_of(200, {}, {});
    if (path == "/sync/last_activities") {
        response.body = "{}";
    } else if (path == "/users/me/stats") {
        response.body = R"({"movies":{"plays":0,"ratings":0},"shows":{"ratings":0},"seasons":{"ratings":0},)"
                        R"("episodes":{"plays":0,"ratings":0}})";
    } else {
        response.body = "[]";
        response.headers.add("X-Pagination-Item-Count", "0");
        response.headers.add("X-Pagination-Page-Count", "0");
    }
    return response;
}

std::size_t page_of(std::string_view query) {
    for (std::size_t at = 0; at < query.size();) {
        const std::size_t end = std::min(query.find('&', at), query.size());
        const std::string_view part = query.substr(at, end - at);
        at = end + 1;
        if (!part.starts_with("page=")) continue;
        std::size_t page = 1;
        std::from_chars(part.data() + 5, part.data() + part.size(), page);
        return page;
    }
    return 1;
}

}  // namespace

void SimulatedServer::send(const Next& next, const CallScope&, const Done& on_done) {
    while (const auto outgoing = next())
        if (!on_done(outgoing->id, answer(*outgoing->request))) return;
}

http::Outcome SimulatedServer::answer(const http::Request& request) {
    if (request.method != http::Method::Get) return answer_post();
    const std::size_t host_end = request.url.find('/', request.url.find("://") + 3);
    const std::string target = request.url.substr(host_end);
    const std::size_t mark = std::min(target.find('?'), target.size());
    const std::string path = target.substr(0, mark);
    const std::string_view query = std::string_view(target).substr(std::min(mark + 1, target.size()));
    if (!paths_.present()) {
        if (path == "/users/settings") return response_of(404, {}, {});
        return answer_of_empty_account(path);
    }
    const json::Value entry = paths_[path];
    if (!entry.present()) return response_of(404, {}, {});
    return entry["pages"].is_array() ? answer_page(entry, path, page_of(query)) : outcome_of(entry);
}

http::Outcome SimulatedServer::answer_page(json::Value path, const std::string& name, std::size_t page) {
    const std::string number = std::to_string(page);
    const std::size_t asked = asked_[name + "#" + number]++;
    std::size_t nth = 0;
    for (const json::Value status : path["transient"][number].elements())
        if (nth++ == asked)
            return status.is_number() ? http::Outcome(response_of(static_cast<int>(*status.integer()), {}, {}))
                                      : lost_connection();
    if (const json::Value failure = path["fail"][number]; failure.present())
        return failure.is_number() ? http::Outcome(response_of(static_cast<int>(*failure.integer()), {}, {}))
                                   : lost_connection();
    std::size_t index = 1;
    for (const json::Value rows : path["pages"].elements())
        if (index++ == page) return response_of(200, rows, path["headers"]);
    http::Response empty = response_of(200, {}, path["headers"]);
    empty.body = "[]";
    return empty;
}

http::Outcome SimulatedServer::answer_post() {
    std::size_t nth = 0;
    for (const json::Value reply : replies_.elements())
        if (nth++ == posts_) {
            ++posts_;
            return outcome_of(reply);
        }
    return lost_connection();
}

}  // namespace vectors
