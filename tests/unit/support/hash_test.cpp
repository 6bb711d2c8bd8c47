// Hashes of texts.
#include "support/hash.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace mod_trakt::hash_test {

TEST_CASE("Different texts have different hashes, also when only their boundaries differ", "[hash]") {
    const std::set<std::uint64_t> all = {hash_of({}),
                                         hash_of({""}),
                                         hash_of({"", ""}),
                                         hash_of({"ab"}),
                                         hash_of({"a", "b"}),
                                         hash_of({"ab", ""}),
                                         hash_of({"", "ab"}),
                                         hash_of({"b", "a"}),
                                         hash_of({std::string(300, 'x')}),
                                         hash_of({std::string(301, 'x')})};
    CHECK(all.size() == 10);
    CHECK(hash_of({"a", "b"}) == hash_of({"a", "b"}));
}

TEST_CASE("A hash is XXH3, and the same on every machine", "[hash]") {
    // The hash of eight bytes for the length, lowest first, and then the text.
    CHECK(hex_of(hash_of({"abc"})) == "7ef7c2a83cf8364e");
    CHECK(hex_of(0) == "0000000000000000");
    CHECK(hex_of(0xFEDCBA9876543210) == "fedcba9876543210");
}

}  // namespace mod_trakt::hash_test
