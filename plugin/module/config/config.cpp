#include "module/config/config.hpp"

#include <algorithm>

#include "model/media_type.hpp"
#include "module/config/config_reader.hpp"
#include "support/error.hpp"
#include "support/json/secret_document.hpp"
#include "support/text.hpp"
#include "trakt/base_url.hpp"

namespace mod_trakt {
namespace {

constexpr int max_page_size = 250;
constexpr int most_in_flight = 8;                          // the client keeps this many connections open
constexpr std::int64_t latest_expiry_s = 253'402'300'799;  // the end of the year 9999
constexpr double slowest_post_per_sec = 0.01;              // one write in a hundred seconds

// Reads a whole number. One above `most` becomes `most`; one below `least`, or none, becomes `fallback`.
int read_count(const ConfigReader& reader, std::string_view key, int least, int fallback, int most = 1'000'000) {
    const auto value = reader.integer(key);
    if (!value) return fallback;
    if (*value < least) {
        reader.warn(key, "too small");
        return fallback;
    }
    return static_cast<int>(std::min<std::int64_t>(*value, most));
}

Secret secret_of(std::optional<std::string>&& text) {
    if (!text) return {};
    const SecretText own(std::move(*text));
    return Secret(own.text);
}

void read_account(const ConfigReader& reader, Config& config) {
    config.client_id = reader.request_text("client_id").value_or("");
    config.client_secret = secret_of(reader.request_text("client_secret"));
    // In the original only is_configured looks under all these keys. The plugin also uses a token that it finds there.
    for (const char* key : {"access_token", "token"})
        if (Secret token = secret_of(reader.account_request_text(key)); config.access_token.empty())
            config.access_token = std::move(token);
    const json::Value oauth = reader.find_account_value("oauth");
    if (config.access_token.empty())
        config.access_token = secret_of(reader.to_request_text(oauth["access_token"], "oauth.access_token"));
    config.refresh_token = secret_of(reader.account_request_text("refresh_token"));
    config.expires_at_ms =
        std::clamp<std::int64_t>(reader.account_integer("expires_at").value_or(0), 0, latest_expiry_s) * 1000;
    if (auto uri = reader.request_text("redirect_uri"); uri && !uri->empty()) config.redirect_uri = *uri;
}

void read_transport(json::Value root, const ConfigReader& reader, Config& config) {
    if (auto url = reader.text("api_url"); url && !url->empty()) config.api_url = *url;
    if (auto url = reader.text("auth_url"); url && !url->empty()) config.auth_url = *url;
    config.api_url = trakt::check_base_url(config.api_url, "api_url");
    config.auth_url = trakt::check_base_url(config.auth_url, "auth_url");
    config.user_agent = reader.request_text("user_agent").value_or("");
    config.ca_file = reader.text("ca_file").value_or("");
    config.proxy = reader.request_text("proxy").value_or("");

    auto timeout_s = reader.number("timeout");
    if (!timeout_s) timeout_s = reader.to_number(root["timeout"], "timeout");
    if (timeout_s && (*timeout_s <= 0 || *timeout_s > 86'400))
        reader.warn("timeout", "out of range");
    else if (timeout_s)
        config.timeout_ms = std::max<std::int64_t>(1, static_cast<std::int64_t>(*timeout_s * 1000));

    auto attempts = reader.integer("max_retries");
    if (!attempts) attempts = reader.to_integer(root["max_retries"], "max_retries");
    if (attempts) config.max_retries = static_cast<int>(std::clamp<std::int64_t>(*attempts, 1, 100));

    if (const auto bytes = reader.integer("max_response_bytes")) {
        if (*bytes > 0)
            config.max_response_bytes = static_cast<std::uint64_t>(*bytes);
        else
            reader.warn("max_response_bytes", "too small");
    }
}

void read_pacing(const ConfigReader& reader, Config& config) {
    const auto read_whole = [&](json::Value block, const char* name, const char* key, auto& target) {
        const auto value = reader.to_integer(block[key], std::string(name) + "." + key);
        if (!value) return;
        if (*value < 0 || *value > 86'400'000)
            reader.warn(std::string(name) + "." + key, "out of range");
        else
            target = static_cast<std::remove_reference_t<decltype(target)>>(*value);
    };
    const json::Value rate = reader.find("rate_limit");
    if (rate.present() && !rate.is_object()) reader.warn("rate_limit", "not an object");
    read_whole(rate, "rate_limit", "get_per_5min", config.rate_limit.get_per_5min);
    if (const auto pace = reader.to_number(rate["post_per_sec"], "rate_limit.post_per_sec")) {
        if (*pace < 0 || *pace > 1000)
            reader.warn("rate_limit.post_per_sec", "out of range");
        else
            config.rate_limit.post_per_sec = *pace == 0 ? 0 : std::max(*pace, slowest_post_per_sec);
    }
    read_whole(rate, "rate_limit", "burst", config.rate_limit.burst);

    // `backoff` is used only for a server on this machine, for tests: shorter waits could overload Trakt.
    const json::Value backoff = reader.find("backoff");
    if (!backoff.present()) return;
    if (!trakt::is_on_this_machine(config.api_url)) {
        reader.warn("backoff", "used for a loopback api_url only");
        return;
    }
    if (!backoff.is_object()) reader.warn("backoff", "not an object");
    read_whole(backoff, "backoff", "base_ms", config.backoff.base_ms);
    read_whole(backoff, "backoff", "cap_ms", config.backoff.cap_ms);
    read_whole(backoff, "backoff", "html429_ms", config.backoff.html429_ms);
}

// Returns the key of the chunk size.
std::string chunk_key_of(FeatureId feature) {
    // The original names this key differently from those of the other features (CFG-1, CFG-2).
    if (feature == FeatureId::Watchlist) return "watchlist_batch_size";
    return std::string(name_of(feature)) + "_chunk_size";
}

index::PageOptions read_pages(const ConfigReader& reader, FeatureId id) {
    const std::string feature(name_of(id));
    index::PageOptions pages;
    if (const auto size = reader.integer(feature + "_per_page"))
        pages.per_page =
            *size == 0 ? max_page_size : static_cast<int>(std::clamp<std::int64_t>(*size, 1, max_page_size));
    // As in the original, 0 and negative numbers mean the default; here that is no limit.
    if (const auto pages_max = reader.integer(feature + "_max_pages"); pages_max && *pages_max > 0)
        pages.max_pages = static_cast<int>(std::min<std::int64_t>(*pages_max, 1'000'000));
    return pages;
}

void read_keys(const ConfigReader& reader, KeyRules& keys) {
    if (const auto profile = reader.text("key_profile")) {
        if (*profile == "crosswatch-3.2")
            keys.profile = KeyProfile::CrossWatch32;
        else if (*profile != "default" && !profile->empty())
            reader.warn("key_profile", "neither \"default\" nor \"crosswatch-3.2\"");
    }
    const json::Value list = reader.find("key_priority");
    if (!list.present()) return;
    std::vector<IdKey> priority;
    bool usable = list.is_array() && !list.empty();
    for (const json::Value name : list.elements()) {
        const auto key = id_key_from(ascii_lower(ascii_strip(name.text())));
        usable = usable && key.has_value();
        if (usable && std::find(priority.begin(), priority.end(), *key) == priority.end()) priority.push_back(*key);
    }
    if (usable)
        keys.priority = std::move(priority);
    else
        reader.warn("key_priority", "not a list of id keys");
}

void read_collection_types(const ConfigReader& reader, account::Options& options) {
    const json::Value types = reader.find("history_collection_types");
    if (!types.present()) return;
    bool movies = false, shows = false;
    bool usable = types.is_array() || types.is_string();
    const auto take = [&](json::Value word) {
        const std::string text = ascii_lower(ascii_strip(word.text()));
        auto type = media_type_of_plural(text);
        if (!type) type = media_type_of_singular(text);
        if (type == MediaType::Movie)
            movies = true;
        else if (type == MediaType::Show || type == MediaType::Episode)
            shows = true;
        else
            usable = false;
    };
    if (types.is_string()) take(types);
    for (const json::Value word : types.elements()) take(word);
    if (!usable) return reader.warn("history_collection_types", R"(not a list of "movies" and "shows")");
    options.history_collection_movies = movies;
    options.history_collection_shows = shows;
}

void read_guard(const ConfigReader& reader, account::GuardOptions& guard) {
    guard.is_on = reader.flag("guard").value_or(true);
    guard.plays_per_minute = read_count(reader, "guard_plays_per_minute", 1, static_cast<int>(guard.plays_per_minute));
    if (const auto ratio = reader.number("guard_remove_ratio")) {
        if (*ratio >= 0 && *ratio <= 1)
            guard.remove_ratio = *ratio;
        else
            reader.warn("guard_remove_ratio", "out of range");
    }
    guard.confirmed_code = reader.text("guard_confirm").value_or("");
}

void read_sync(const ConfigReader& reader, account::Options& options) {
    read_keys(reader, options.keys);
    read_guard(reader, options.guard);
    const int in_flight = read_count(reader, "reads_in_flight", 1, index::PageOptions().in_flight, most_in_flight);

    for (const FeatureId id : feature_ids) {
        account::FeatureOptions& feature = options.of(id);
        feature.pages = read_pages(reader, id);
        feature.pages.in_flight = in_flight;
        feature.chunk = read_count(reader, chunk_key_of(id), 1, account::FeatureOptions().chunk);
    }

    if (const auto limit = reader.integer("watchlist_limit"); limit && *limit > 0)
        options.watchlist_limit = static_cast<int>(std::min<std::int64_t>(*limit, 1'000'000));
    options.watchlist_vip = reader.flag("vip").value_or(false);
    options.watchlist_log_rate_limits = reader.flag("watchlist_log_rate_limits").value_or(true);

    if (const auto hours = reader.number("verify_hours")) {
        if (*hours >= 0 && *hours <= 24 * 365)
            options.verify_ms = static_cast<std::int64_t>(*hours * hour_ms);
        else
            reader.warn("verify_hours", "out of range");
    }
    options.history_number_fallback = reader.flag("history_number_fallback").value_or(false);
    options.history_collection = reader.flag("history_collection").value_or(false);
    read_collection_types(reader, options);
}

// Reads settle_ms. If it were shorter than the default, a play that Trakt applies late could be sent twice, so shorter
// waits are for tests only.
void read_settling(const ConfigReader& reader, Config& config) {
    const auto wait = reader.integer("settle_ms");
    if (!wait) return;
    const std::int64_t usual = config.sync.settle_ms;
    if (*wait < 0 || *wait > 10 * minute_ms)
        reader.warn("settle_ms", "out of range");
    else if (*wait < usual && !trakt::is_on_this_machine(config.api_url))
        reader.warn("settle_ms", "less than " + std::to_string(usual) + " is for a loopback api_url only");
    else
        config.sync.settle_ms = *wait;
}

}  // namespace

Config parse_config(std::string_view json_text) {
    json::SecretDocument document;
    if (const auto error = document.parse(json_text))
        throw bad_config("the configuration is not JSON: " + error->message + " at byte " +
                         std::to_string(error->offset) + (error->path.empty() ? "" : " (in " + error->path + ")"));
    const json::Value root = document.root();
    if (!root.is_object()) throw bad_config("the configuration is not a JSON object");
    for (const char* name : {"trakt", "Trakt"})
        if (const json::Value block = root[name]; !block.null_or_absent() && !block.is_object())
            throw bad_config(std::string("the configuration's \"") + name + "\" is not an object");

    Config config;
    // state_dir and instance are also read from the root object, for hosts that do not know this provider's blocks.
    const ConfigReader default_reader(root, "default", config.warnings);
    for (const char* key : {"instance", "state_dir"}) {
        auto value = default_reader.text(key);
        if (!value || value->empty()) value = default_reader.to_text(root[key], key);
        if (value && !value->empty())
            (key == std::string_view("instance") ? config.instance : config.state_dir) = *value;
    }

    const ConfigReader reader(root, config.instance, config.warnings);
    read_account(reader, config);
    read_transport(root, reader, config);
    read_pacing(reader, config);
    config.debug = reader.flag("debug").value_or(false);
    read_sync(reader, config.sync);
    read_settling(reader, config);
    return config;
}

}  // namespace mod_trakt
