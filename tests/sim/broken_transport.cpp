#include "broken_transport.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace mod_trakt::sim {
namespace {

bool is_post_to(const http::Request& request, std::string_view path) {
    return request.method == http::Method::Post && request.url.ends_with(path);
}

// How many titles of each type a body of a write names.
std::map<std::string, std::int64_t> count_by_type(const json::object& body) {
    std::map<std::string, std::int64_t> counts;
    for (const char* type : {"movies", "shows", "seasons", "episodes"}) {
        const json::array* titles = twin::array_member(body, type);
        if (titles == nullptr) continue;
        for (const json::value& title : *titles) {
            const json::array* seasons = twin::array_member(title.as_object(), "seasons");
            if (seasons == nullptr)
                ++counts[type];
            else
                for (const json::value& season : *seasons) {
                    const json::array* episodes = twin::array_member(season.as_object(), "episodes");
                    if (episodes == nullptr)
                        ++counts["seasons"];
                    else
                        counts["episodes"] += static_cast<std::int64_t>(episodes->size());
                }
        }
    }
    return counts;
}

}  // namespace

void BrokenTransport::send(const Next& next, const CallScope& scope, const Done& on_done) {
    std::map<std::size_t, http::Request> changed;  // in flight
    inner_->send(
        [&]() -> std::optional<http::Outgoing> {
            const auto outgoing = next();
            if (!outgoing) return std::nullopt;
            http::Request& copy = changed[outgoing->id] = *outgoing->request;
            if (change_.request) change_.request(copy);
            return http::Outgoing{outgoing->id, &copy};
        },
        scope,
        [&](std::size_t id, http::Outcome outcome) {
            auto* response = std::get_if<http::Response>(&outcome);
            if (response != nullptr && change_.answer) change_.answer(changed.at(id), *response);
            changed.erase(id);
            return on_done(id, std::move(outcome));
        });
}

BrokenTransport::Change removal_by_title(const Site& site) {
    const auto rewrite = [&site](http::Request& request) {
        if (!is_post_to(request, "/sync/history/remove")) return;
        const json::value body = json::parse(request.body);
        const json::array* ids = twin::array_member(body.as_object(), "ids");
        if (ids == nullptr) return;
        json::object by_title;
        std::set<Title> titles;
        for (const json::value& id : *ids)
            if (const auto play = site.now().plays.find(id.as_int64()); play != site.now().plays.end())
                titles.insert(play->second.title);
        for (const Title& title : titles) {
            json::value& list = by_title[title.type + "s"];
            if (list.is_null()) list = json::array();
            list.as_array().push_back(json::object{{"ids", json::object{{"trakt", title.trakt}}}});
        }
        if (!titles.empty()) request.body = json::serialize(by_title);
    };
    return {rewrite, {}};
}

BrokenTransport::Change verdict_from_first_count() {
    const auto rewrite = [](const http::Request& request, http::Response& response) {
        const bool removes = request.url.ends_with("/remove");
        if (request.method != http::Method::Post || request.url.find("/sync/") == std::string::npos) return;
        if (response.status >= 300) return;
        boost::system::error_code bad;
        json::value answer = json::parse(response.body, bad);
        if (bad || !answer.is_object()) return;
        json::value* first = answer.as_object().if_contains(removes ? "deleted" : "added");
        if (first == nullptr || !first->is_object()) return;
        for (const auto& [type, sent] : count_by_type(json::parse(request.body).as_object())) {
            json::value& count = first->as_object()[type];
            const bool is_applied = count.is_int64() && count.as_int64() > 0;
            count = is_applied ? sent : 0;
            if (removes) continue;
            for (const char* member : {"existing", "updated"})
                if (json::value* other = answer.as_object().if_contains(member); other != nullptr && other->is_object())
                    other->as_object()[type] = is_applied || std::string_view(member) == "updated" ? 0 : sent;
        }
        response.body = json::serialize(answer);
    };
    return {{}, rewrite};
}

}  // namespace mod_trakt::sim
