// Builds the parts of a module, from the transport up.
#include "module/wiring.hpp"

#include <algorithm>
#include <utility>

#include "http/curl_transport.hpp"
#include "http/url.hpp"
#include "module/manifest.hpp"
#include "state/shared_rate_ledger.hpp"
#include "support/hash.hpp"

namespace mod_trakt {
namespace {

constexpr std::int64_t shortest_write_idle_ms = 60'000;

// Health does not wait for limits: how long a limit lasts is part of its answer.
constexpr http::Patience at_once{.pause_ms = 1000, .pacing_ms = 1000, .most_ms = 1000};

std::unique_ptr<http::Transport> make_transport(const ModuleServices& services, const Config& config) {
    if (services.transport) return nullptr;
    http::TransportOptions options;
    if (!config.user_agent.empty()) options.user_agent = config.user_agent;
    options.ca_file = config.ca_file;
    options.proxy = config.proxy;
    options.max_response_bytes = static_cast<std::int64_t>(config.max_response_bytes);
    return std::make_unique<http::CurlTransport>(std::move(options));
}

std::optional<state::StateFolder> open_folder(const ModuleServices& services, const Config& config) {
    if (config.state_dir.empty()) return std::nullopt;
    return state::StateFolder(*services.files, config.state_dir, services.clock->unix_ms());
}

http::RateLimits limits_of(const Config& config) {
    http::RateLimits limits;
    limits.get_per_5min = config.rate_limit.get_per_5min;
    limits.post_per_sec = config.rate_limit.post_per_sec;
    limits.burst = config.rate_limit.burst;
    return limits;
}

auth::ConfiguredLogin login_of(const Config& config) {
    return {config.access_token, config.refresh_token, config.expires_at_ms};
}

http::BackoffPolicy backoff_of(const Config& config) {
    return http::BackoffPolicy(
        {.base_ms = config.backoff.base_ms, .cap_ms = config.backoff.cap_ms, .html429_ms = config.backoff.html429_ms});
}

trakt::ApiOptions api_options_of(const Config& config) {
    trakt::ApiOptions options;
    options.api_url = config.api_url;
    options.auth_url = config.auth_url;
    options.client_id = config.client_id;
    options.client_secret = config.client_secret;
    options.redirect_uri = config.redirect_uri;
    options.read_idle_ms = config.timeout_ms;
    options.write_idle_ms = std::max(shortest_write_idle_ms, config.timeout_ms);
    options.body_attempts = config.max_retries;
    options.body_retry_ms = config.backoff.base_ms;
    return options;
}

// A name for the key rules, used in file names.
std::string rules_of(const Config& config) {
    std::string priority;
    for (const IdKey key : config.sync.keys.priority) (priority += id_key_name(key)) += ' ';
    return hex_of(hash_of({std::to_string(static_cast<int>(config.sync.keys.profile)), priority}));
}

}  // namespace

// Defined here, where http::Transport is a complete type.
ModuleServices::ModuleServices() = default;
ModuleServices::ModuleServices(ModuleServices&&) noexcept = default;
ModuleServices& ModuleServices::operator=(ModuleServices&&) noexcept = default;
ModuleServices::~ModuleServices() = default;

TraktModule::Wiring::Wiring(const ModuleServices& services, Config config)
    : config_(std::move(config)),
      log_(*services.log),
      folder_(open_folder(services, config_)),
      own_transport_(make_transport(services, config_)),
      transport_(own_transport_ ? *own_transport_ : *services.transport),
      governor_(limits_of(config_), *services.clock),
      client_(transport_, governor_, log_, http::RetryPolicy(config_.max_retries), backoff_of(config_)),
      probe_client_(transport_, governor_, log_, http::RetryPolicy(1, at_once), backoff_of(config_)),
      api_options_(api_options_of(config_)),
      session_(api_options_, login_of(config_), make_store(services), *services.clock, log_),
      api_(client_, session_, api_options_),
      probe_api_(probe_client_, session_,
                 [this] {
                     trakt::ApiOptions options = api_options_;
                     options.read_idle_ms = health_timeout_ms();
                     options.from_reserve = true;
                     return options;
                 }()),
      settings_(api_, folder_ ? &*folder_ : nullptr, log_),
      knowledge_(api_, folder_ ? &*folder_ : nullptr, rules_of(config_), *services.clock, log_),
      guard_(folder_ ? &*folder_ : nullptr),
      turns_(folder_ ? &*folder_ : nullptr, auth::Session::origin_of(api_options_, login_of(config_))),
      runs_(folder_ ? &*folder_ : nullptr, log_),
      account_({.folder = folder_ ? &*folder_ : nullptr,
                .session = session_,
                .settings = settings_,
                .log = log_,
                .api_url = config_.api_url,
                .client_id = config_.client_id}) {
    account_.on_open = [this](const std::string& account, bool is_other) { open_account(account, is_other); };
    account_.on_cache_open = [this](const std::string& account) {
        governor_.move_to(state::make_shared_rate_ledger(folder_->files(), folder_->rate_file(account)));
        settings_.note_cache_open();
    };
    session_.on_refreshed = [this](const Secret& former, const Secret& now, const CallScope& scope) {
        account_.note_refreshed(former, now, scope);
    };
    session_.on_adopted = [this](const CallScope& scope) { account_.note_adopted(scope); };
    knowledge_.set_on_answer(
        [this, &clock = *services.clock](std::string_view settings_at) { settings_.note_stamp(settings_at, clock); });
    report_hits(client_);
    report_hits(probe_client_);
    for (const std::string& warning : config_.warnings)
        log_.with(LogLevel::Warn, "config", "bad_value",
                  [&](json::Writer& fields) { fields.member("message", warning); });
    if (const std::string why = folder_ ? folder_->why_locks_are_local() : std::string(); !why.empty())
        log_.with(LogLevel::Warn, "state", "locks_are_local", [&](json::Writer& fields) {
            fields.member(
                "message",
                why + ": processes that use this folder at the same time do not wait for each other; use a local disk");
        });
    if (!folder_)
        log_.with(LogLevel::Info, "state", "turns_are_local", [](json::Writer& fields) {
            fields.member("message",
                          "no state_dir is configured: writers of this account take turns within this process only");
        });
    if (!folder_ && !services.host_store)
        log_.with(LogLevel::Warn, "state", "nothing_is_kept", [](json::Writer& fields) {
            fields.member(
                "message",
                "no state_dir is configured: snapshots and renewed tokens are lost with this handle; set state_dir");
        });
}

std::int64_t TraktModule::Wiring::health_timeout_ms() const noexcept {
    return std::clamp<std::int64_t>(config_.timeout_ms, 3'000, 15'000);
}

std::unique_ptr<auth::CredentialStore> TraktModule::Wiring::make_store(const ModuleServices& services) const {
    if (services.host_store) return auth::make_host_store(*services.host_store);
    if (folder_)
        return auth::make_file_store(folder_->files(), folder_->credentials_file(), folder_->credentials_lock(),
                                     config_.instance, auth::Session::origin_of(api_options_, login_of(config_)));
    return auth::make_memory_store();
}

void TraktModule::Wiring::report_hits(http::Client& client) const {
    client.on_exchange = [this](const http::Request& request, const http::Outcome& outcome) {
        const auto* response = std::get_if<http::Response>(&outcome);
        log_.event_with("api:hit", [&](json::Writer& writer) {
            writer.member("provider", provider_name);
            writer.member("feature", request.label);
            writer.member("method", http::method_name(request.method));
            writer.member("endpoint", http::path_of(request.url));
            writer.member("status", response != nullptr ? response->status : 0);
        });
    };
}

void TraktModule::Wiring::continue_from(Wiring& former) {
    const bool same_store = config_.state_dir == former.config_.state_dir;
    // Without configured tokens the login is in the store only, so it is the same login if the store is the same.
    const bool has_tokens = !config_.access_token.empty() || !config_.refresh_token.empty();
    if (config_.instance != former.config_.instance || !(has_tokens || same_store)) return;
    session_.continue_from(former.session_, same_store);
    if (session_.origin() == former.session_.origin()) guard_.continue_from(former.guard_);
}

void TraktModule::Wiring::open_account(const std::string& account, bool is_other) {
    if (is_other) settings_.forget();
    settings_.open(account);
    knowledge_.open(account, is_other);
    guard_.open(account, is_other);
    turns_.open(account);
    runs_.open(account, is_other);
    if (is_other) governor_.start_anew();
}

account::Context TraktModule::Wiring::context() {
    return {api_, config_.sync, log_, account_, settings_, knowledge_, guard_, turns_, runs_};
}

std::vector<account::GuardRefusal> TraktModule::Wiring::guard_refusals() const {
    if (!config_.sync.guard.is_on) return {};
    try {
        return guard_.look().open_refusals(api_.server_unix_ms());
    } catch (const Failure& failure) {
        // The next write reports this failure.
        if (failure.error().status != Status::Host) throw;
        return {};
    }
}

std::size_t TraktModule::Wiring::writes_without_effect() {
    try {
        if (!knowledge_.has_journal()) return 0;
        knowledge_.journal()->load();
        return knowledge_.journal()->without_effect(api_.server_unix_ms());
    } catch (const Failure& failure) {
        // The next write reports it.
        if (failure.error().status != Status::Host) throw;
        return 0;
    }
}

trakt::Rate TraktModule::Wiring::rate() const {
    const http::RateSnapshot state = governor_.snapshot();
    return {state.limit ? state.limit : state.own_limit, state.remaining ? state.remaining : state.own_remaining,
            state.reset_s};
}

}  // namespace mod_trakt
