// Trakt's API as typed calls. Knows URLs, headers and the meaning of answers, but no policy of reading or writing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/client.hpp"
#include "support/error.hpp"
#include "support/json/value.hpp"
#include "support/secret.hpp"
#include "trakt/answer.hpp"
#include "trakt/api_options.hpp"
#include "trakt/bearer_source.hpp"
#include "trakt/oauth.hpp"
#include "trakt/probe.hpp"

namespace mod_trakt::trakt {

// The outcome of a write.
struct Posted {
    enum class State {
        Accepted,  // 2xx with a readable answer
        Refused,   // Trakt refused it: nothing was applied
        Unsent,    // the request surely never reached Trakt
        Unknown,   // it may have been applied: timeout, lost connection, 5xx, unreadable 2xx
    };
    State state = State::Unknown;
    Answer answer;               // when Accepted
    std::optional<Error> error;  // in the other three states
};

// The failure of one of several reads.
class FailureOf : public Failure {
public:
    FailureOf(std::size_t index, Error error) : Failure(std::move(error)), index_(index) {}
    std::size_t index() const noexcept { return index_; }

private:
    std::size_t index_;
};

// Used by one thread at a time. `client` and `bearer` are borrowed and must outlive it.
class Api {
public:
    Api(http::Client& client, BearerSource& bearer, ApiOptions options);

    // Sends a GET and returns its JSON answer; throws Failure otherwise. `target` is path and query:
    // "/sync/history/movies?page=1".
    Answer get(std::string_view target, const CallScope& scope);
    // The same for several targets, at most `window` at a time. `on_answer` receives each answer on arrival, in any
    // order, and returns whether to continue. If one of the reads fails, throws FailureOf and aborts those in flight.
    // Throws another Failure if there is no token.
    using OnAnswer = std::function<bool(std::size_t index, Answer)>;
    void get_many(std::span<const std::string> targets, std::size_t window, const CallScope& scope,
                  const OnAnswer& on_answer);
    // Takes back a document that is no longer needed; its memory is reused for the next answer.
    void reuse(json::Document document);
    // Sends a GET and returns any answer, for health. When a 401 remains because there is no other token, the
    // error has the reason. Throws Failure for errors before anything was sent, and for a cancel or the operation's
    // time limit.
    Probed probe(std::string_view target, const CallScope& scope);
    // Sends a POST with a JSON body. Throws only for errors before anything was sent (a cancel in a wait, no token).
    Posted post(std::string_view path, const std::string& body, const CallScope& scope);

    // See http::Client.
    bool wait_for_write(const CallScope& scope) { return client_.wait_for_write(scope); }
    bool may_write_now() const { return client_.may_write_now(); }
    std::int64_t server_unix_ms() const { return client_.server_unix_ms(); }
    // Nullopt before the first answer with a date.
    std::optional<std::int64_t> shown_unix_ms() const { return client_.shown_unix_ms(); }
    // See http::Client::handed_over().
    std::uint64_t handed_over() const noexcept { return client_.handed_over(); }

private:
    http::Request make_request(http::Method method, std::string_view target, const Secret& token) const;
    // Reads a 2xx response into `answer`. Returns the problem with its body; nullopt if it has none.
    std::optional<std::string> read_answer(http::Response& response, std::string_view target, Answer& answer) const;
    // Parses the body of a 2xx. Returns the problem with it; nullopt if it has none. Broken text in a title is
    // replaced and logged.
    std::optional<std::string> read_body(http::Response& response, std::string_view target,
                                         json::Document& document) const;
    Answer get_from(std::string_view target, int attempt, const CallScope& scope);
    // The reads that get_side_by_side() has not answered.
    struct Unanswered {
        std::vector<std::size_t> unreadable;  // their answers had an unusable body
        // The read that got a 401, and the token that it carried.
        std::optional<std::pair<std::size_t, Secret>> refused;
        std::vector<std::size_t> unfinished;  // not sent, or stopped by that 401
    };
    // Nullopt when `on_answer` has returned false.
    std::optional<Unanswered> get_side_by_side(std::span<const std::string> targets,
                                               const std::vector<std::size_t>& wanted, std::size_t window,
                                               const CallScope& scope, const OnAnswer& on_answer);
    // Sends a request, and once more with another token after a 401. Without another token it throws Failure; with
    // `why_not_replaced` it stores that error there and returns the 401.
    http::Outcome exchange(http::Method method, std::string_view target, const std::string& body,
                           const CallScope& scope, std::optional<Error>* why_not_replaced = nullptr);

    http::Client& client_;
    BearerSource& bearer_;
    ApiOptions options_;
    OAuth oauth_;
    std::vector<json::Document> spare_;
};

}  // namespace mod_trakt::trakt
