// Trakt's API as calls: knows URLs, headers and what answers mean; knows no policy of reading or writing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/client.hpp"
#include "support/error.hpp"
#include "support/json/value.hpp"
#include "support/secret.hpp"

namespace mod_trakt::trakt {

struct ApiOptions {
    std::string api_url;
    std::string auth_url;
    std::string client_id;
    Secret client_secret;
    std::string redirect_uri;
    std::int64_t read_idle_ms = 15'000;
    std::int64_t write_idle_ms = 60'000;  // bulk writes are slow at Trakt's side
    int body_attempts = 3;                // how often a 2xx with an unreadable body is asked for again (reads only)
    std::int64_t body_retry_ms = 500;
};

// Who knows the access token, and can get another one.
class BearerSource {
public:
    virtual ~BearerSource() = default;
    // The token to use now; empty when there is none. May refresh one that is about to end.
    virtual Secret bearer(const CallScope& scope) = 0;
    // `refused` got a 401. Returns when another token is at hand; throws Failure when there will be none.
    virtual void renew(const Secret& refused, const CallScope& scope) = 0;
};

struct Answer {
    int status = 0;
    http::Headers headers;
    json::Document body;  // empty (no root) for a 204 or an empty body
};

// What became of a write.
struct Posted {
    enum class State {
        Accepted,  // 2xx with a readable answer
        Refused,   // an answer that says no: nothing was applied
        Unsent,    // it surely never reached Trakt
        Unknown,   // it may have been applied: timeout, lost connection, 5xx, unreadable 2xx
    };
    State state = State::Unknown;
    Answer answer;               // of Accepted
    std::optional<Error> error;  // of the other three
};

class Api {
public:
    Api(http::Client& client, BearerSource& bearer, ApiOptions options);

    // GET, to a readable JSON answer; throws Failure otherwise. `target` is path and query:
    // "/sync/history/movies?page=1".
    Answer get(std::string_view target, const CallScope& scope);
    // Several, at most `window` at a time; `on_answer` gets each as it comes, in any order, and answers whether to go
    // on. Throws Failure as get() does; what is under way is then given up.
    void get_many(std::span<const std::string> targets, std::size_t window, const CallScope& scope,
                  const std::function<bool(std::size_t, Answer)>& on_answer);
    // GET as it comes, a 401 included when the token could not be renewed: for health.
    http::Outcome probe(std::string_view target, const CallScope& scope);
    // POST with a JSON body. Throws only what arises before anything was sent (a cancel in a wait, no token).
    Posted post(std::string_view path, const std::string& body, const CallScope& scope);

    const ApiOptions& options() const noexcept { return options_; }

private:
    http::Request make_request(http::Method method, std::string_view target, const Secret& token) const;
    // What to do with a 401 when there is no other token.
    enum class Unrenewed { Throw, ReturnAnswer };
    http::Outcome exchange(http::Method method, std::string_view target, const std::string& body,
                           const CallScope& scope, Unrenewed unrenewed);

    http::Client& client_;
    BearerSource& bearer_;
    ApiOptions options_;
};

// The headers that every call to Trakt carries, OAuth included.
void add_common_headers(http::Headers& headers, std::string_view client_id);

}  // namespace mod_trakt::trakt
