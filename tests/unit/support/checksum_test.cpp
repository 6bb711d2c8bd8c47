// Checksums of bytes that are added in parts, and the detection of damage.
#include "support/checksum.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

namespace mod_trakt::checksum_test {

namespace {

std::string text_of(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + (i * 7 + i / 26) % 26);
    return text;
}

}  // namespace

TEST_CASE("The checksum does not depend on the parts in which bytes are added", "[checksum]") {
    const std::string text = text_of(300);
    for (std::size_t first = 0; first <= 100; ++first) {
        for (const std::size_t second : {0u, 1u, 31u, 32u, 33u, 64u, 100u}) {
            Checksum sum;
            sum.add(std::string_view(text).substr(0, first));
            sum.add(std::string_view(text).substr(first, second));
            sum.add(std::string_view(text).substr(first + second));
            CHECK(sum.value() == checksum(text));
        }
    }
}

TEST_CASE("A changed, missing, added or moved byte changes the checksum", "[checksum]") {
    const std::string text = text_of(200);
    std::set<std::uint64_t> sums = {checksum(text)};
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string changed = text;
        changed[i] ^= 1;
        CHECK(sums.insert(checksum(changed)).second);
        CHECK(sums.insert(checksum(std::string_view(text).substr(0, i))).second);
    }
    CHECK(sums.insert(checksum(text + '\0')).second);
    CHECK(checksum("ab") != checksum("ba"));
    CHECK(checksum("") != checksum(std::string_view("\0", 1)));
}

}  // namespace mod_trakt::checksum_test
