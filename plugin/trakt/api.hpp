// Trakt's API as calls: knows URLs, headers and what answers mean; knows no policy of reading or writing.
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

// What one of several reads failed with.
class FailureOf : public Failure {
public:
    FailureOf(std::size_t index, Error error) : Failure(std::move(error)), index_(index) {}
    std::size_t index() const noexcept { return index_; }

private:
    std::size_t index_;
};

class Api {
public:
    Api(http::Client& client, BearerSource& bearer, ApiOptions options);

    // GET, to a readable JSON answer; throws Failure otherwise. `target` is path and query:
    // "/sync/history/movies?page=1".
    Answer get(std::string_view target, const CallScope& scope);
    // Several, at most `window` at a time; `on_answer` gets each as it comes, in any order, and answers whether to go
    // on. Throws FailureOf with what get() throws; what is under way is then given up.
    using OnAnswer = std::function<bool(std::size_t index, Answer)>;
    void get_many(std::span<const std::string> targets, std::size_t window, const CallScope& scope,
                  const OnAnswer& on_answer);
    // A document that has been read through: its memory serves the next answer, which is large when this one was.
    void reuse(json::Document document);
    // GET as it comes, a 401 included when the token could not be renewed; the error then says why. For health. Throws
    // Failure for what arises before anything was sent, and for a cancel or the end of the operation's time.
    Probed probe(std::string_view target, const CallScope& scope);
    // POST with a JSON body. Throws only what arises before anything was sent (a cancel in a wait, no token).
    Posted post(std::string_view path, const std::string& body, const CallScope& scope);

    // See http::Client::handed_over().
    std::uint64_t handed_over() const noexcept { return client_.handed_over(); }

private:
    http::Request make_request(http::Method method, std::string_view target, const Secret& token) const;
    // Takes a 2xx over; the text says what is wrong with its body, nothing: all is well.
    static std::optional<std::string> read_answer(http::Response& response, Answer& answer);
    Answer get_from(std::string_view target, int attempt, const CallScope& scope);
    // What a run of reads side by side left open.
    struct Unanswered {
        std::vector<std::size_t> unreadable;                    // answers with a body that made no sense
        std::optional<std::pair<std::size_t, Secret>> refused;  // by a 401, and with which token
        std::vector<std::size_t> not_asked;
    };
    // Nothing when `on_answer` wants no more.
    std::optional<Unanswered> get_side_by_side(std::span<const std::string> targets,
                                               const std::vector<std::size_t>& wanted, std::size_t window,
                                               const CallScope& scope, const OnAnswer& on_answer);
    // Throws Failure when there is no other token after a 401; with `unrenewed` that goes there, and the 401 is
    // returned.
    http::Outcome exchange(http::Method method, std::string_view target, const std::string& body,
                           const CallScope& scope, std::optional<Error>* unrenewed = nullptr);

    http::Client& client_;
    BearerSource& bearer_;
    ApiOptions options_;
    OAuth oauth_;
    std::vector<json::Document> spare_;
};

}  // namespace mod_trakt::trakt
