#include "account.hpp"

#include <stdexcept>

#include "edge/barrier.hpp"
#include "edge/buffer.hpp"
#include "failing_allocations.hpp"
#include "tests/support/collecting_log.hpp"
#include "twin/iso_time.hpp"

namespace mod_trakt::test {
namespace {

constexpr std::int64_t start_ms = 1'789'200'000'000;

twin::Options options() {
    twin::Options options;
    options.sizes = {};
    options.now_ms = start_ms;
    return options;
}

std::string text_of(const json_of::value& value) { return std::string(value.as_string()); }

std::string name_of(const json_of::value& entry) {
    return text_of(entry.at("type")) + " " + std::to_string(entry.at("trakt").as_int64());
}

}  // namespace

std::vector<std::string> Called::verdicts() const {
    std::vector<std::string> list;
    const json_of::value parsed = json_of::parse(document);
    for (const json_of::value& result : parsed.at("results").as_array()) list.push_back(text_of(result.at("verdict")));
    return list;
}

std::string Called::items() const { return json_of::serialize(json_of::parse(document).at("items")); }

Account::Account() : twin_(options()) {}

void Account::begin(std::int64_t plays, std::int64_t ratings, std::int64_t watchlist) {
    close();
    admin("POST", "reset",
          json_of::object{
              {"plays", plays}, {"ratings", ratings}, {"watchlist", watchlist}, {"now", twin::iso(start_ms)}});
    folder_.emplace();
    cancel = 0;
}

Config Account::config(const std::string& more) const {
    std::string text;
    {
        const Allocations::Pause pause;
        text =
            R"({"trakt":{"client_id":"twin-client-id","access_token":"twin-access-token",)"
            R"("refresh_token":"twin-refresh-token","client_secret":"twin-client-secret",)"
            R"("api_url":"http://127.0.0.1:1","auth_url":"http://127.0.0.1:1",)"
            R"("rate_limit":{"get_per_5min":0,"post_per_sec":0},"backoff":{"base_ms":1,"cap_ms":5,"html429_ms":5},"settle_ms":5,"guard":false)" +
            more + R"(},"state_dir":")" + folder_->path() + "\"}";
    }
    return parse_config(text);
}

void Account::open(const std::string& more) {
    close();
    ModuleServices services;
    auto clock = std::make_unique<FakeClock>(start_ms + 3'600'000);
    auto transport = std::make_unique<TwinTransport>(twin_);
    clock_ = clock.get();
    transport_ = transport.get();
    twin_.clock().freeze(clock->unix_ms());
    services.clock = std::move(clock);
    services.transport = std::move(transport);
    services.log = std::make_unique<CollectingLog>();
    module_ = std::make_unique<TraktModule>(std::move(services), config(more));
}

template <typename Work>
Called Account::call(std::int64_t timeout_ms, const Work& work) {
    syncmod_buf buffer{};
    syncmod_error error{};
    error.struct_size = sizeof error;
    Called called;
    called.status = edge::guarded(&error, [&] {
        edge::OutBuffer out;
        const CallScope scope(*clock_, &cancel, timeout_ms);
        std::string document;
        const std::optional<Error> failure = work(scope, document);
        out.hand_over(std::move(document), &buffer);
        return failure ? edge::report(&error, *failure) : edge::report_ok(&error);
    });
    const Allocations::Pause pause;
    called.reason = error.reason;
    if (buffer.data != nullptr) called.document.assign(buffer.data, buffer.size);
    if (buffer.release != nullptr) buffer.release(&buffer);
    return called;
}

Called Account::index(std::string_view feature, std::int64_t timeout_ms) {
    return call(timeout_ms, [&](const CallScope& scope, std::string& document) -> std::optional<Error> {
        document = module_->build_index(feature, scope).text;
        return std::nullopt;
    });
}

Called Account::add(std::string_view feature, const std::string& items, std::int64_t timeout_ms) {
    return call(timeout_ms, [&](const CallScope& scope, std::string& document) {
        WriteOutcome outcome = module_->add(feature, items, scope);
        document = std::move(outcome.document);
        return std::move(outcome.failure);
    });
}

Called Account::remove(std::string_view feature, const std::string& items, std::int64_t timeout_ms) {
    return call(timeout_ms, [&](const CallScope& scope, std::string& document) {
        WriteOutcome outcome = module_->remove(feature, items, scope);
        document = std::move(outcome.document);
        return std::move(outcome.failure);
    });
}

Called Account::health(std::int64_t timeout_ms) {
    return call(timeout_ms, [&](const CallScope& scope, std::string& document) -> std::optional<Error> {
        document = module_->health(scope);
        return std::nullopt;
    });
}

json_of::value Account::admin(const char* method, const std::string& room, const json_of::value& body) {
    const Allocations::Pause pause;
    twin::Request request;
    request.method = method;
    twin::set_target(request, "/_twin/" + room);
    if (!body.is_null()) request.body = json_of::serialize(body);
    const twin::Outcome outcome = twin_.handle(std::move(request));
    if (outcome.response.status != 200)
        throw std::logic_error("the twin refuses " + room + ": " + outcome.response.body);
    return json_of::parse(outcome.response.body);
}

std::map<std::string, int> Account::held(std::string_view feature) {
    std::map<std::string, int> held;
    const json_of::value state = admin("GET", "state?account=1");
    const std::string list = feature == "history" ? "plays" : std::string(feature);
    for (const json_of::value& entry : state.at(list).as_array()) {
        std::string name = name_of(entry);
        if (feature == "history") name += " " + text_of(entry.at("watched_at")).substr(0, 16);
        if (feature == "ratings") name += " " + std::to_string(entry.at("rating").as_int64());
        ++held[name];
    }
    return held;
}

std::int64_t Account::refreshes() { return admin("GET", "state?account=1").at("token_refreshes").as_int64(); }

}  // namespace mod_trakt::test
