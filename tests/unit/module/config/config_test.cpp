#include "module/config/config.hpp"

#include <catch2/catch.hpp>

#include <functional>

#include "tests/support/thrown.hpp"

namespace mod_trakt::config_test {

namespace {

Config parsed(const std::string& text) { return parse_config(text); }
// A configuration whose block holds these members.
Config with(const std::string& members) { return parsed(R"({"trakt":{)" + members + "}}"); }

std::string refused(const std::string& text) {
    return test::outline(test::thrown_by([&] { parse_config(text); }));
}

std::string names(const std::vector<IdKey>& keys) {
    std::string text;
    for (const IdKey key : keys) text += std::string(id_key_name(key)) + " ";
    return text;
}

// One key: its default, valid values with their results, and invalid values.
struct Key {
    const char* name;
    std::function<std::string(const Config&)> read;
    std::string by_default;
    std::vector<std::pair<const char*, std::string>> good;  // value, and the result
    std::vector<const char*> bad;
};

std::string whole(double number) { return std::to_string(static_cast<int>(number)); }
std::string yes(bool flag) { return flag ? "yes" : "no"; }
std::string page_cap(const index::PageOptions& pages) {
    return pages.max_pages ? std::to_string(*pages.max_pages) : "none";
}

const std::vector<std::pair<const char*, std::string>> flags = {
    {"true", "yes"},     {"false", "no"},     {"1", "yes"},         {"0", "no"},
    {"\"1\"", "yes"},    {"\"true\"", "yes"}, {"\" YES \"", "yes"}, {"\"on\"", "yes"},
    {"\"false\"", "no"}, {"\"0\"", "no"},     {"\"No\"", "no"},     {"\"off\"", "no"},
};
const std::vector<const char*> no_flags = {R"("perhaps")", "[]", "{}"};
const std::vector<const char*> no_numbers = {R"("many")", "[]", "{}", "true", "1.5", R"("1.5")", R"("")"};

std::vector<Key> all_keys() {
    const auto pages = [](const char* size, const char* cap, FeatureId feature) {
        return std::vector<Key>{
            {size,
             [feature](const Config& c) { return std::to_string(c.sync.of(feature).pages.per_page); },
             "250",
             {{"100", "100"},
              {"250", "250"},
              {"1000", "250"},
              {"1", "1"},
              {"-5", "1"},
              {"0", "250"},
              {"\"40\"", "40"},
              {"40.0", "40"}},
             no_numbers},
            {cap,
             [feature](const Config& c) { return page_cap(c.sync.of(feature).pages); },
             "none",
             {{"3", "3"}, {"0", "none"}, {"-1", "none"}, {"\"7\"", "7"}},
             no_numbers}};
    };
    const auto flag = [](const char* name, bool account::Options::*member, const char* by_default = "no") {
        return Key{name, [member](const Config& c) { return yes(c.sync.*member); }, by_default, flags, no_flags};
    };
    const auto chunk = [](const char* name, FeatureId feature) {
        return Key{name,
                   [feature](const Config& c) { return std::to_string(c.sync.of(feature).chunk); },
                   "100",
                   {{"1", "1"}, {"50", "50"}, {"\"7\"", "7"}},
                   {R"("many")", "0", "-3", "[]", "1.5"}};
    };
    const auto text = [](const char* name, std::string Config::*member, std::string by_default = {}) {
        return Key{name,
                   [member](const Config& c) { return c.*member; },
                   std::move(by_default),
                   {{R"(" given ")", "given"}, {"5", "5"}},
                   {"[]", "{}", "true"}};
    };
    const auto secret = [](const char* name, Secret Config::*member) {
        return Key{name,
                   [member](const Config& c) { return std::string((c.*member).reveal()); },
                   "",
                   {{R"(" given ")", "given"}},
                   {"[]", "{}", "true"}};
    };
    std::vector<Key> keys = {
        text("client_id", &Config::client_id),
        secret("client_secret", &Config::client_secret),
        secret("access_token", &Config::access_token),
        secret("token", &Config::access_token),
        secret("refresh_token", &Config::refresh_token),
        text("redirect_uri", &Config::redirect_uri, "urn:ietf:wg:oauth:2.0:oob"),
        text("instance", &Config::instance, "default"),
        text("state_dir", &Config::state_dir),
        text("user_agent", &Config::user_agent),
        text("ca_file", &Config::ca_file),
        text("proxy", &Config::proxy),
        {"expires_at",
         [](const Config& c) { return std::to_string(c.expires_at_ms); },
         "0",
         {{"1789242120", "1789242120000"},
          {"\"5\"", "5000"},
          {"0", "0"},
          {"-1", "0"},
          {"9223372036854775807", "253402300799000"},
          {"-9223372036854775808", "0"}},
         no_numbers},
        {"timeout",
         [](const Config& c) { return std::to_string(c.timeout_ms); },
         "15000",
         {{"10", "10000"}, {"2.5", "2500"}, {"\"30\"", "30000"}, {"0.0001", "1"}},
         {R"("soon")", "0", "-1", "[]", "true", "1e300", R"("inf")", R"("nan")"}},
        {"max_retries",
         [](const Config& c) { return std::to_string(c.max_retries); },
         "3",
         {{"5", "5"}, {"0", "1"}, {"-2", "1"}, {"\"4\"", "4"}, {"1000000", "100"}},
         no_numbers},
        {"max_response_bytes",
         [](const Config& c) { return std::to_string(c.max_response_bytes); },
         "67108864",
         {{"1000", "1000"}},
         {R"("x")", "0", "-1"}},
        {"debug", [](const Config& c) { return yes(c.debug); }, "no", flags, no_flags},
        chunk("watchlist_batch_size", FeatureId::Watchlist),
        chunk("ratings_chunk_size", FeatureId::Ratings),
        chunk("history_chunk_size", FeatureId::History),
        {"watchlist_limit",
         [](const Config& c) { return c.sync.watchlist_limit ? std::to_string(*c.sync.watchlist_limit) : "none"; },
         "none",
         {{"500", "500"}, {"0", "none"}},
         no_numbers},
        {"guard", [](const Config& c) { return yes(c.sync.guard.is_on); }, "yes", flags, no_flags},
        {"guard_plays_per_minute",
         [](const Config& c) { return std::to_string(c.sync.guard.plays_per_minute); },
         "50",
         {{"1", "1"}, {"200", "200"}, {"\"7\"", "7"}},
         {R"("many")", "0", "-3", "[]", "1.5"}},
        {"guard_remove_ratio",
         [](const Config& c) { return std::to_string(std::lround(c.sync.guard.remove_ratio * 100)); },
         "50",
         {{"0", "0"}, {"1", "100"}, {"0.25", "25"}, {"\"0.75\"", "75"}},
         {R"("half")", "-0.1", "1.1", "[]"}},
        {"guard_confirm",
         [](const Config& c) { return c.sync.guard.confirmed_code; },
         "",
         {{R"(" guard-7f3a ")", "guard-7f3a"}},
         {"[]", "{}", "true"}},
        flag("vip", &account::Options::watchlist_vip),
        flag("watchlist_log_rate_limits", &account::Options::watchlist_log_rate_limits, "yes"),
        flag("history_number_fallback", &account::Options::history_number_fallback),
        flag("history_collection", &account::Options::history_collection),
        {"history_collection_types",
         [](const Config& c) { return yes(c.sync.history_collection_movies) + yes(c.sync.history_collection_shows); },
         "yesyes",
         {{R"(["movies"])", "yesno"},
          {R"(["shows"])", "noyes"},
          {R"(["Shows","movies"])", "yesyes"},
          {R"("movies")", "yesno"},
          {"[]", "nono"}},
         {"5", "{}", R"(["films"])", R"(["movies","films","books"])", "[5]", R"("films")"}},
        {"key_profile",
         [](const Config& c) { return c.sync.keys.profile == KeyProfile::CrossWatch32 ? "3.2" : "default"; },
         "default",
         {{R"("crosswatch-3.2")", "3.2"}, {R"("default")", "default"}},
         {R"("newest")", "[]", "32"}},
        {"key_priority",
         [](const Config& c) { return names(c.sync.keys.priority); },
         names(default_key_priority()),
         {{R"(["tmdb","imdb"])", "tmdb imdb "}, {R"([" TMDB ","tmdb"])", "tmdb "}},
         {R"("tmdb")", "[]", "{}", R"(["tmdb","isbn","issn"])", "[5]", R"(["isbn"])"}},
        {"rate_limit",
         [](const Config& c) {
             return std::to_string(c.rate_limit.get_per_5min) + " " + whole(c.rate_limit.post_per_sec) + " " +
                    std::to_string(c.rate_limit.burst);
         },
         "500 1 450",
         {{R"({"get_per_5min":0,"post_per_sec":0,"burst":0})", "0 0 0"}, {R"({"burst":5})", "500 1 5"}},
         {"5", "[]", R"({"burst":"x"})", R"({"burst":-1})", R"({"get_per_5min":1.5})"}},
    };
    for (const auto& group : {pages("watchlist_per_page", "watchlist_max_pages", FeatureId::Watchlist),
                              pages("ratings_per_page", "ratings_max_pages", FeatureId::Ratings),
                              pages("history_per_page", "history_max_pages", FeatureId::History)})
        keys.insert(keys.end(), group.begin(), group.end());
    return keys;
}

}  // namespace

TEST_CASE("Every key has its default, also when it is null", "[config]") {
    const Config empty = parsed("{}");
    CHECK(empty.warnings.empty());
    for (const Key& key : all_keys()) {
        INFO(key.name);
        CHECK(key.read(empty) == key.by_default);
        const Config null = with("\"" + std::string(key.name) + "\":null");
        CHECK(key.read(null) == key.by_default);
        CHECK(null.warnings.empty());
    }
}

TEST_CASE("Every key has an effect, and its valid values give no warning", "[config]") {
    for (const Key& key : all_keys())
        for (const auto& [value, expected] : key.good) {
            INFO(std::string(key.name) + ": " + value);
            const Config config = with("\"" + std::string(key.name) + "\":" + value);
            CHECK(key.read(config) == expected);
            CHECK(config.warnings.empty());
        }
}

TEST_CASE("An invalid value becomes the default and gives exactly one warning that names the key", "[config]") {
    for (const Key& key : all_keys())
        for (const char* value : key.bad) {
            INFO(std::string(key.name) + ": " + value);
            const Config config = with("\"" + std::string(key.name) + "\":" + value);
            CHECK(key.read(config) == key.by_default);
            REQUIRE(config.warnings.size() == 1);
            CHECK(config.warnings[0].starts_with(key.name));
        }
}

TEST_CASE("Keys of the original that have no meaning here are accepted and ignored", "[config]") {
    const Config config = with(
        R"("watchlist_use_etag":"x","watchlist_shadow_ttl_hours":[],"watchlist_freeze_details":{},"history_unresolved":5,
                                  "scope":"public","token_type":"bearer","something_new":true)");
    CHECK(config.warnings.empty());
}

TEST_CASE("A value is taken from trakt, else Trakt, else auth.trakt, key by key", "[config]") {
    const Config config =
        parsed(R"({"trakt":{"client_id":"one","timeout":null},"Trakt":{"client_id":"two","timeout":20,"proxy":"p2"},
        "auth":{"trakt":{"client_id":"three","timeout":30,"proxy":"p3","access_token":"t3"}}})");
    CHECK(config.client_id == "one");
    CHECK(config.timeout_ms == 20'000);
    CHECK(config.proxy == "p2");
    CHECK(config.access_token.reveal() == "t3");
}

TEST_CASE("timeout and max_retries may be outside of the block, as in the original", "[config]") {
    const Config outside = parsed(R"({"timeout":7,"max_retries":9,"trakt":{}})");
    CHECK(outside.timeout_ms == 7000);
    CHECK(outside.max_retries == 9);
    const Config inside = parsed(R"({"timeout":7,"max_retries":9,"trakt":{"timeout":8,"max_retries":2}})");
    CHECK(inside.timeout_ms == 8000);
    CHECK(inside.max_retries == 2);
}

TEST_CASE("A host that does not know the block sets instance and state_dir beside it; the block wins", "[config]") {
    const Config outside = parsed(R"({"instance":"cabin","state_dir":"/s"})");
    CHECK(outside.instance == "cabin");
    CHECK(outside.state_dir == "/s");
    const Config inside =
        parsed(R"({"instance":"cabin","state_dir":"/s","trakt":{"instance":"home","state_dir":"/t"}})");
    CHECK(inside.instance == "home");
    CHECK(inside.state_dir == "/t");
}

TEST_CASE("A token is found in each place where the original looks for one", "[config]") {
    for (const char* text :
         {R"({"trakt":{"access_token":"t"}})", R"({"trakt":{"token":"t"}})",
          R"({"trakt":{"oauth":{"access_token":"t"}}})", R"({"auth":{"trakt":{"access_token":"t"}}})",
          R"({"auth":{"trakt":{"token":"t"}}})", R"({"auth":{"trakt":{"oauth":{"access_token":"t"}}}})",
          R"({"trakt":{"access_token":"","token":"t"}})"}) {
        INFO(text);
        CHECK(parsed(text).access_token.reveal() == "t");
    }
    CHECK(with(R"("access_token":"first","token":"second")").access_token.reveal() == "first");
}

TEST_CASE("An instance uses its own values first, and never the tokens of another one", "[config]") {
    const char* text =
        R"({"instance":"cabin","trakt":{"client_id":"base","client_secret":"s","access_token":"home-token","refresh_token":"home-refresh",
        "expires_at":5,"timeout":9,"instances":{"cabin":{"access_token":"cabin-token","timeout":4}}}})";
    const Config cabin = parsed(text);
    CHECK(cabin.access_token.reveal() == "cabin-token");
    CHECK(cabin.client_id == "base");
    CHECK(cabin.client_secret.reveal() == "s");
    CHECK(cabin.timeout_ms == 4000);
    CHECK(cabin.refresh_token.empty());
    CHECK(cabin.expires_at_ms == 0);
    // An instance that is not listed uses the block itself.
    CHECK(
        parsed(R"({"instance":"other","trakt":{"access_token":"t","instances":{"cabin":{}}}})").access_token.reveal() ==
        "t");
}

TEST_CASE("Plain http is allowed for this machine only", "[config]") {
    for (const char* key : {"api_url", "auth_url"}) {
        const auto url = [&](const std::string& value) {
            return "{\"trakt\":{\"" + std::string(key) + "\":\"" + value + "\"}}";
        };
        for (const char* good :
             {"http://127.0.0.1:8080", "http://localhost:1/", "http://[::1]:9", "https://api.example.test/base/"}) {
            INFO(good);
            CHECK(refused(url(good)) == "OK ");
        }
        for (const char* bad : {"http://api.trakt.tv", "http://192.168.1.5", "http://localhost.example.test",
                                "http://127.0.0.1.example.test", "ftp://127.0.0.1", "api.trakt.tv",
                                "https://user:pass@api.trakt.tv", "https://api.trakt.tv/?a=b"}) {
            INFO(bad);
            CHECK(refused(url(bad)) == "INVALID_ARGUMENT bad_config");
        }
    }
    CHECK(parsed("{}").api_url == "https://api.trakt.tv");
    CHECK(parsed("{}").auth_url == "https://auth.trakt.tv");
    CHECK(with(R"("api_url":"https://api.example.test/")").api_url == "https://api.example.test");
    CHECK(with(R"("api_url":"")").api_url == "https://api.trakt.tv");
}

TEST_CASE("A text that is not a configuration is refused, with the position of the error", "[config]") {
    for (const char* text : {"", "null", "[]", "5", "{", R"({"trakt":5})", R"({"trakt":[]})", R"({"Trakt":"x"})",
                             "{} {}", "{\"a\":\"\xFF\"}"}) {
        INFO(text);
        CHECK(refused(text) == "INVALID_ARGUMENT bad_config");
    }
    const Error error = test::thrown_by([] { parse_config(R"({"trakt":{"timeout":nan}})"); });
    CHECK(error.message.find("(in trakt.timeout)") != std::string::npos);
    CHECK(refused(std::string(10'000, '[')) == "INVALID_ARGUMENT bad_config");
}

TEST_CASE("The slowest pace of writes is one in a hundred seconds; 0 switches pacing off", "[config]") {
    const auto pace = [](const std::string& value) {
        const Config config = with(R"("rate_limit":{"post_per_sec":)" + value + "}");
        return std::pair(config.rate_limit.post_per_sec, config.warnings.size());
    };
    CHECK(pace("0") == std::pair(0.0, std::size_t{0}));
    for (const char* value : {"0.01", "0.009", "1e-20", "1e-300", "5e-324"})
        CHECK(pace(value) == std::pair(0.01, std::size_t{0}));
    CHECK(pace("1000") == std::pair(1000.0, std::size_t{0}));
    for (const char* value : {"-1", "1001", "1e300", R"("1e999")"}) {
        INFO(value);
        CHECK(pace(value) == std::pair(1.0, std::size_t{1}));
    }
}

TEST_CASE("Warnings and errors contain no secret", "[config]") {
    const Config config = with(
        R"("client_secret":["canary"],"access_token":{"x":"canary"},"refresh_token":[["canary"]],"expires_at":"canary","timeout":"canary")");
    CHECK(config.warnings.size() == 5);
    for (const std::string& warning : config.warnings) CHECK(warning.find("canary") == std::string::npos);
    const Error error = test::thrown_by([] { parse_config(R"({"trakt":{"access_token":"canary",x}})"); });
    CHECK(error.message.find("canary") == std::string::npos);
}

TEST_CASE("A text for requests with a control character is refused by its name, never replaced by a default",
          "[config]") {
    for (const char* key : {"client_id", "client_secret", "access_token", "token", "refresh_token", "redirect_uri",
                            "user_agent", "proxy"})
        for (const char* value :
             {R"(a\r\nX-Admin: 1)", R"(a\nb)", R"(a\rb)", R"(a\u0000b)", R"(a\tb)", R"(a\u001bb)", R"(a\u007fb)"}) {
            INFO(key << ": " << value);
            const std::string text = std::string(R"({"trakt":{")") + key + R"(":")" + value + "\"}}";
            const Error error = test::thrown_by([&] { parse_config(text); });
            CHECK(error.reason == "bad_config");
            CHECK(error.message.starts_with(key));
            CHECK(error.message.find("X-Admin") == std::string::npos);
        }
    CHECK(refused(R"({"trakt":{"oauth":{"access_token":"a\nb"}}})") == "INVALID_ARGUMENT bad_config");
}

TEST_CASE("A byte order mark in front of the configuration is ignored", "[config]") {
    const Config config = parsed("\xEF\xBB\xBF{\"trakt\":{\"client_id\":\"id\",\"access_token\":\"token\"}}");
    CHECK(config.access_token.reveal() == "token");
    CHECK(config.warnings.empty());
}

}  // namespace mod_trakt::config_test
