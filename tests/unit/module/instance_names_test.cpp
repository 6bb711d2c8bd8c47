// Instances with unusual names that share a state folder.
#include <catch2/catch.hpp>

#include <filesystem>
#include <set>

#include "support/json/writer.hpp"
#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::instance_names_test {

using namespace std::string_literals;

namespace {

const std::string names[] = {"default"s,  "me"s,
                             "me@work"s,  "a@b"s,
                             "a/b"s,      ".."s,
                             "../x"s,     "a\0b"s,
                             "a\0c"s,     std::string(300, 'x'),
                             "\xC3\xA4"s, "a b"s,
                             "a_b"s,      std::string(299, 'x') + "y"};

std::string as_json(const std::string& text) {
    std::string json;
    json::Writer writer(json);
    writer.string(text);
    return json;
}

// A module whose login is in the store only, and the token that it sends.
struct Instance {
    Instance(const test::TempFolder& folder, const std::string& name)
        : bench("", R"(,"state_dir":")" + (folder / "state") + R"(","instance":)" + as_json(name)),
          config(R"({"state_dir":")" + (folder / "state") + R"(","instance":)" + as_json(name) +
                 R"(,"trakt":{"client_id":"id","api_url":"http://127.0.0.1:1"}})") {
        bench.module->configure(parse_config(config));
    }
    test::ModuleBench bench;
    std::string config;
};

std::set<std::string> files_below(const std::string& root) {
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
        if (entry.is_regular_file()) found.insert(entry.path().string());
    return found;
}

}  // namespace

TEST_CASE("Instances do not see each other's login, and do not write outside the state folder", "[module]") {
    const test::TempFolder folder;
    int number = 0;
    for (const std::string& name : names) {
        INFO(name);
        Instance instance(folder, name);
        CHECK_FALSE(is_configured(parse_config(instance.config)));
        state::SystemFiles files;
        const Config config = parse_config(instance.config);
        auth::make_file_store(files, state::credentials_file_of(config.state_dir), {}, config.instance, {})
            ->save({Secret("token-" + std::to_string(number)), {}, 0, "0123456789abcdef"});
        CHECK(is_configured(config));
        ++number;
    }
    number = 0;
    for (const std::string& name : names) {
        INFO(name);
        Instance instance(folder, name);
        instance.bench.index("watchlist");
        CHECK(instance.bench.transport->sent.at(0).request.headers.get("authorization") ==
              "Bearer token-" + std::to_string(number++));
    }
    CHECK(folder.names() == std::vector<std::string>{"state"});
}

TEST_CASE("A cache belongs to the user: instances of one user share it, other users have their own", "[module]") {
    const test::TempFolder folder;
    std::size_t users = 0;
    for (const std::string& name : names) {
        INFO(name);
        const std::string uuid = std::to_string(++users);
        for (const std::string login : {"first", "second"}) {
            test::ModuleBench bench(R"(,"access_token":")" + login + uuid + "\"",
                                    R"(,"state_dir":")" + (folder / "state") + R"(","instance":)" + as_json(name));
            bench.lists["/users/settings"] = R"({"user":{"ids":{"uuid":")" + uuid + R"("}}})";
            bench.index("watchlist");
            CHECK(bench.asked("/sync/watchlist") == (login == "first" ? 1 : 0));
        }
        std::size_t found = 0;
        for (const std::string& path : files_below(folder / "state")) found += path.ends_with(".snapshot") ? 1 : 0;
        CHECK(found == users);
    }
    CHECK(folder.names() == std::vector<std::string>{"state"});
    for (const std::string& path : files_below(folder / "state")) CHECK(path.starts_with(folder / "state/"));
}

TEST_CASE("An instance without a name is the default one", "[module]") {
    CHECK(parse_config(R"({"instance":""})").instance == "default");
}

}  // namespace mod_trakt::instance_names_test
