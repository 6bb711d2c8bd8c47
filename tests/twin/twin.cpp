// Handling a request: checks, routing, faults and the ledger.
#include "twin/twin.hpp"

#include <algorithm>
#include <cstdio>

#include "twin/handlers/handlers.hpp"
#include "twin/iso_time.hpp"
#include "twin/paging.hpp"

namespace mod_trakt::twin {
namespace {

bool is_json(const Request& request) {
    const std::string* type = request.header("content-type");
    return type && type->starts_with("application/json");
}

// The body of a write; nullopt when it is not a JSON object.
std::optional<json::object> body_of(const Request& request) {
    boost::system::error_code failed;
    json::value parsed = json::parse(request.body, failed);
    if (failed || !parsed.is_object()) return std::nullopt;
    return std::move(parsed.get_object());
}

Response unauthorised() {
    Response response = empty_response(401);
    response.set("WWW-Authenticate", "Bearer realm=\"Trakt\", error=\"invalid_token\"");
    return response;
}

// Whether the path belongs to an account: /sync/... or /users/me/...
bool is_account_group(const std::string& name) {
    return name == "history" || name == "watched" || name == "ratings" || name == "watchlist" || name == "collection";
}

}  // namespace

Twin::Twin(Options options) : options_(std::move(options)) {
    shared_.vip = options_.vip;
    shared_.latency_ms = options_.latency_ms;
    if (options_.now_ms) clock_.freeze(*options_.now_ms);
    reset();
}

std::int64_t Twin::steady_ms() const {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now() - started_).count();
}

void Twin::reset() {
    const std::size_t movies = movies_needed(options_.sizes), shows = shows_needed(options_.sizes);
    if (!catalogue_ || catalogue_->is_edited() || catalogue_->movies.size() < movies ||
        catalogue_->shows.size() < shows) {
        const std::size_t have_movies = catalogue_ ? catalogue_->movies.size() : 0;
        const std::size_t have_shows = catalogue_ ? catalogue_->shows.size() : 0;
        catalogue_ = std::make_shared<const Catalogue>(std::max(movies, have_movies), std::max(shows, have_shows));
    }
    accounts_.clear();
    for (int number = 1; number <= options_.accounts; ++number) {
        accounts_.push_back(std::make_unique<Account>(number, catalogue_, clock_.now_ms()));
        accounts_.back()->switches = shared_;
        seed_account(*accounts_.back(), options_.sizes, clock_.now_ms());
    }
    tokens_.reset(options_.credentials, options_.accounts);
    faults_.clear();
    ledger_.clear();
    pace_.clear();
}

Account* Twin::account_at(std::int64_t number) {
    if (number < 1 || number > static_cast<std::int64_t>(accounts_.size())) return nullptr;
    return accounts_[static_cast<std::size_t>(number - 1)].get();
}

int Twin::account_number(const Request& request) const {
    const std::string* header = request.header("authorization");
    if (!header || !header->starts_with("Bearer ")) return 0;
    return tokens_.account_of(header->substr(7), clock_.now_ms()).value_or(0);
}

Outcome Twin::handle(Request request) {
    const std::lock_guard lock(mutex_);
    Outcome outcome;
    if (!request.parts.empty() && request.parts[0] == "_twin") {
        outcome.response = admin(request);
        return outcome;
    }
    const std::size_t at = ledger_.begin(request, steady_ms(), in_flight_.load());
    const int number = account_number(request);
    const Account* account = account_at(number);
    const Switches& switches = account ? account->switches : shared_;
    outcome.gzip_allowed = switches.gzip;
    outcome.delay_ms = switches.latency_ms;
    ledger_.entry(at).account = number;
    if (request.is_write() && !request.path.starts_with("/oauth"))
        if (const auto body = body_of(request)) ledger_.entry(at).body = json::serialize(*body);

    const auto fault = faults_.due(request, number);
    if (fault && !fault->applies()) {
        outcome.response = answer_of(*fault);
    } else {
        if (fault && fault->kind == "shift_rows") shift_rows(request, *fault);
        outcome.response = route(request, ledger_.entry(at));
        if (fault) spoil(outcome.response, *fault);
    }
    if (fault) {
        outcome.wire = fault->wire();
        outcome.cut_bytes = fault->bytes;
        (fault->kind == "drip" ? outcome.drip_ms : outcome.delay_ms) += fault->delay_ms;
        ledger_.entry(at).fault = fault->kind;
    }
    outcome.response.set("Date", http_date(clock_.now_ms()));
    const bool answered = outcome.wire != Wire::CloseBefore && outcome.wire != Wire::Reset;
    ledger_.entry(at).status = answered ? outcome.response.status : 0;
    ledger_.entry(at).response_bytes = answered ? outcome.response.body.size() : 0;
    return outcome;
}

Response Twin::route(const Request& request, LedgerEntry& entry) {
    const std::string* agent = request.header("user-agent");
    if (!agent || agent->empty()) return edge_403();

    auto from_application = [&entry](Response response) {
        char id[40];
        std::snprintf(id, sizeof id, "6f0e8b5e-0000-4000-8000-%012lld", static_cast<long long>(entry.n));
        response.set("X-Request-Id", id);
        response.set("X-Runtime", "0.004");
        return response;
    };
    const bool oauth = !request.parts.empty() && request.parts[0] == "oauth";
    json::object body;
    if (request.is_write()) {
        if (!is_json(request)) return from_application(empty_response(412));
        auto parsed = body_of(request);
        if (!parsed) return from_application(empty_response(400));
        body = std::move(*parsed);
    }
    if (oauth) return from_application(tokens_.answer(request, body, shared_, clock_.now_ms(), steady_ms()));

    const std::string* key = request.header("trakt-api-key");
    if (!key || *key != tokens_.client_id()) return from_application(empty_response(403));
    if (request.parts.empty()) return from_application(empty_response(404));
    const std::string& group = request.parts[0];
    if (group == "search") return from_application(get_search(*catalogue_, request));
    if (group == "movies" || group == "shows") return from_application(get_title(*catalogue_, request));

    Account* account = account_at(entry.account);
    if (!account) return from_application(unauthorised());
    if (account->switches.rate_limits)
        if (auto refused = over_pace(*account, request, clock_.now_ms())) return from_application(std::move(*refused));
    if (account->switches.locked) {
        Response response = empty_response(423);
        response.set("X-Account-Locked", "true");
        response.set("X-Account-Deactivated", "false");
        return from_application(std::move(response));
    }
    if (account->switches.vip_only) {
        Response response = empty_response(426);
        response.set("X-Upgrade-URL", "https://trakt.tv/vip");
        return from_application(std::move(response));
    }
    Response response = serve_account(request, *account, std::move(body));
    if (is_headerless(request, account->switches)) drop_page_headers(response);
    return from_application(std::move(response));
}

Response Twin::serve_account(const Request& request, Account& account, json::object body) {
    Call call{account, request, request.parts, std::move(body), clock_.now_ms()};
    auto& parts = call.parts;
    if (parts[0] == "users" && parts.size() == 2 && parts[1] == "settings")
        return request.method == "GET" ? get_settings(call) : empty_response(405);
    if (parts[0] == "users" && parts.size() == 3 && parts[1] == "me" && parts[2] == "stats")
        return request.method == "GET" ? get_stats(call) : empty_response(405);
    if (parts[0] == "sync") {
        parts.erase(parts.begin());
    } else if (parts[0] == "users" && parts.size() > 2 && parts[1] == "me" && is_account_group(parts[2])) {
        parts.erase(parts.begin(), parts.begin() + 2);
    } else {
        return empty_response(404);
    }
    if (parts.empty()) return empty_response(404);
    const std::string& group = parts[0];
    if (request.method == "GET") {
        if (group == "last_activities") return get_activities(call);
        if (group == "history") return get_history(call);
        if (group == "watched") return get_watched(call);
        if (group == "ratings") return get_ratings(call);
        if (group == "watchlist") return get_watchlist(call);
        if (group == "collection") return get_collection(call);
        return empty_response(404);
    }
    if (request.method != "POST") return empty_response(405);
    const bool remove = parts.size() == 2 && parts[1] == "remove";
    if (parts.size() > 1 && !remove) return empty_response(404);
    if (group == "history") return remove ? post_history_remove(call) : post_history(call);
    if (group == "ratings") return remove ? post_ratings_remove(call) : post_ratings(call);
    if (group == "watchlist") return remove ? post_watchlist_remove(call) : post_watchlist(call);
    if (group == "collection") return remove ? post_collection_remove(call) : post_collection(call);
    return empty_response(404);
}

std::optional<Response> Twin::over_pace(Account& account, const Request& request, std::int64_t now_ms) {
    const Switches& switches = account.switches;
    Pace& pace = pace_[account.number];
    const bool write = request.is_write();
    std::int64_t until_ms = 0;
    if (write) {
        // Writes may be early by a tenth of the gap: they may arrive closer together than they were sent.
        if (pace.last_write_ms > 0 && now_ms - pace.last_write_ms < switches.write_gap_ms * 9 / 10)
            until_ms = pace.last_write_ms + switches.write_gap_ms;
        else
            pace.last_write_ms = now_ms;
    } else {
        const std::int64_t period_ms = switches.get_period_s * 1000;
        while (!pace.gets_ms.empty() && pace.gets_ms.front() <= now_ms - period_ms) pace.gets_ms.pop_front();
        if (static_cast<std::int64_t>(pace.gets_ms.size()) >= switches.get_limit)
            until_ms = pace.gets_ms.empty() ? now_ms + period_ms : pace.gets_ms.front() + period_ms;
        else
            pace.gets_ms.push_back(now_ms);
    }
    if (until_ms == 0) return std::nullopt;
    Response response = empty_response(429);
    response.set("Retry-After", std::to_string(std::max<std::int64_t>(1, (until_ms - now_ms + 999) / 1000)));
    response.set("X-Ratelimit",
                 json::serialize(json::object{{"name", write ? "AUTHED_API_POST_LIMIT" : "AUTHED_API_GET_LIMIT"},
                                              {"period", write ? 1 : switches.get_period_s},
                                              {"limit", write ? 1 : switches.get_limit},
                                              {"remaining", 0},
                                              {"until", iso(floor_to(until_ms + 999, 1000))}}));
    return response;
}

}  // namespace mod_trakt::twin
