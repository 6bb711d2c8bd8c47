#include "support/real.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace mod_trakt::real_test {

TEST_CASE("A decimal number is read to the nearest double", "[real]") {
    CHECK(parse_real("0.1") == 0.1);
    CHECK(parse_real("-2e3") == -2000.0);
    CHECK(parse_real("1E-7") == 1e-7);
    CHECK(parse_real("9007199254740993") == 9007199254740992.0);
    CHECK(parse_real("1.7976931348623157e308") == 1.7976931348623157e308);
    CHECK(parse_real("5e-324") == 5e-324);
}

TEST_CASE("A number that is too small is zero; one that is too large or too long is refused", "[real]") {
    CHECK(parse_real("1e-400") == 0.0);
    CHECK(parse_real("1e400") == std::nullopt);
    CHECK(parse_real("-1e400") == std::nullopt);
    CHECK(parse_real(std::string(1000, '0')) == 0.0);
    CHECK(parse_real(std::string(1001, '0')) == std::nullopt);
}

TEST_CASE("A text that is not a decimal number from its first to its last character is refused", "[real]") {
    for (const char* text :
         {"", " 1", "1 ", "+1", "1,5", "0x10", "inf", "nan", "-", ".", "e5", "1e", "1e+", "1.2.3", "--1", "1-"})
        CHECK_FALSE(parse_real(text));
}

}  // namespace mod_trakt::real_test
