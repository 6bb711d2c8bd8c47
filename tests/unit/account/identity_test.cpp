#include "account/identity.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <vector>

namespace mod_trakt::identity_test {

using account::is_account_name;
using account::is_login_name;
using account::name_of_login;
using account::name_of_user;

namespace {

const std::string server = "https://api.trakt.tv";

}  // namespace

TEST_CASE("A user is named by server and uuid", "[identity]") {
    const std::string uuid = "0f1e2d3c4b5a69788796a5b4c3d2e1f001234567";
    CHECK(name_of_user(server, uuid).ends_with("-" + uuid));
    CHECK(name_of_user(server, uuid) == name_of_user(server, uuid));
    CHECK(name_of_user("http://127.0.0.1:1", uuid) != name_of_user(server, uuid));
    CHECK_FALSE(is_login_name(name_of_user(server, uuid)));
}

TEST_CASE("Any text that a server sends as uuid gives one valid and unique path component", "[identity]") {
    using namespace std::string_literals;
    const std::vector<std::string> uuids = {"0"s,
                                            "-"s,
                                            "--"s,
                                            "a-b"s,
                                            "A-B"s,
                                            "."s,
                                            ".."s,
                                            "../../etc"s,
                                            "/"s,
                                            "a/b"s,
                                            "a\0b"s,
                                            "a\0c"s,
                                            "a\n"s,
                                            " a"s,
                                            "a"s,
                                            "\xC3\xA4"s,
                                            "\xFF"s,
                                            "hashed-0"s,
                                            "login-0"s,
                                            "g"s,
                                            std::string(64, 'f'),
                                            std::string(65, 'f'),
                                            std::string(66, 'f'),
                                            std::string(5000, '0'),
                                            "hashed-0123456789abcdef"s};
    std::set<std::string> names;
    for (const std::string& uuid : uuids) {
        const std::string name = name_of_user(server, uuid);
        INFO(name);
        CHECK(name.size() <= 96);
        CHECK(name.find_first_not_of("0123456789abcdefhsd-") == std::string::npos);
        CHECK(is_account_name(name));
        CHECK_FALSE(is_login_name(name));
        names.insert(name);
    }
    CHECK(names.size() == uuids.size());
}

TEST_CASE("A login alone has a name that no user has", "[identity]") {
    const std::string name = name_of_login("0123456789abcdef");
    CHECK(is_login_name(name));
    CHECK(is_account_name(name));
}

TEST_CASE("No other text is the name of an account", "[identity]") {
    const std::string user = name_of_user(server, "a");
    for (const std::string& text :
         {std::string(), std::string("."), std::string(".."), std::string("login-"), std::string("login-0123"),
          std::string("login-0123456789abcdeF"), std::string("login-0123456789abcdef0"), std::string("default"),
          std::string("0123456789abcdef"), std::string("0123456789abcdef-"), std::string("0123456789abcdef-g"),
          std::string("0123456789abcdef-../x"), std::string("0123456789abcdef-hashed-"), user + "/", "/" + user,
          user + std::string(64, '0'), std::string(64, '0')}) {
        INFO(text);
        CHECK_FALSE(is_account_name(text));
    }
}

}  // namespace mod_trakt::identity_test
