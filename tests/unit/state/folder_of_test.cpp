#include "state/folder_of.hpp"

#include <catch2/catch.hpp>

namespace mod_trakt::folder_of_test {

using mod_trakt::state::folder_of;

TEST_CASE("The folder of a path is the part before its last name", "[files]") {
    CHECK(folder_of("/a/b") == "/a");
    CHECK(folder_of("/a/b/c.json") == "/a/b");
    CHECK(folder_of("a/b") == "a");
    CHECK(folder_of("a//b") == "a");
    CHECK(folder_of("/a") == "/");
    CHECK(folder_of("//a") == "/");
    CHECK(folder_of("a") == "");
    CHECK(folder_of("") == "");
}

TEST_CASE("A folder that ends with a slash is its own name, so that making its parents ends", "[files]") {
    CHECK(folder_of("/a/b/") == "/a/b");
    CHECK(folder_of("/") == "/");
}

}  // namespace mod_trakt::folder_of_test
