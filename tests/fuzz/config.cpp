#include <string>

#include "http/url.hpp"
#include "module/config/config.hpp"
#include "support/error.hpp"
#include "targets.hpp"

namespace mod_trakt::fuzz {
namespace {

void check_pages(const index::PageOptions& pages) {
    promise(pages.per_page >= 1 && pages.per_page <= 250, "pages have a size that Trakt gives");
}

void check_secret(const Config& config, const Secret& secret) {
    // Texts that begin so are secrets of the seeds, and no part of any warning by chance.
    if (!secret.reveal().starts_with("secret-")) return;
    for (const std::string& warning : config.warnings)
        promise(warning.find(secret.reveal()) == std::string::npos, "no warning tells a secret");
}

}  // namespace

void run_config(std::string_view input) {
    Config config;
    try {
        config = parse_config(input);
    } catch (const Failure& failure) {
        promise(failure.error().status == Status::InvalidArgument && failure.error().reason == "bad_config",
                "a configuration is refused as such");
        promise(!failure.error().message.empty(), "a refusal says why");
        return;
    }
    for (const std::string& url : {config.api_url, config.auth_url})
        promise(http::check_base_url(url, "url") == url, "an address that was accepted is accepted again");
    promise(config.timeout_ms >= 1, "a request has time");
    promise(config.max_retries >= 1, "a request is made at least once");
    promise(config.max_response_bytes >= 1, "an answer may have a byte");
    promise(config.expires_at_ms >= 0, "an expiry is not before the epoch");
    promise(!config.instance.empty(), "an instance has a name");
    promise(!config.sync.keys.priority.empty(), "keys have an order");
    promise(config.rate_limit.get_per_5min >= 0 && config.rate_limit.burst >= 0 && config.rate_limit.post_per_sec >= 0,
            "paces are not negative");
    for (const account::FeatureOptions& feature : config.sync.by_feature) {
        promise(feature.chunk >= 1, "writes go out in pieces of at least one");
        check_pages(feature.pages);
    }
    check_secret(config, config.access_token);
    check_secret(config, config.refresh_token);
    check_secret(config, config.client_secret);
}

}  // namespace mod_trakt::fuzz
