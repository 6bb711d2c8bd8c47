// Text handling as in Python.
#include "model/text.hpp"

#include <catch2/catch.hpp>

#include "unit/model/parsed.hpp"

namespace mod_trakt::text_test {

TEST_CASE("Unicode white space is stripped only at both ends") {
    CHECK(strip("\t\n a b \r") == "a b");
    CHECK(strip("\u00a0NBSP\u3000") == "NBSP");
    CHECK(strip("\u0085\u1680\u2000\u200a\u2028\u2029\u202f\u205fx\x1c\x1f") == "x");
    CHECK(strip("\u200bx") == "\u200bx");  // zero-width space is not white space
    CHECK(strip(" \u3000 ").empty());
    CHECK(strip("").empty());
}

TEST_CASE("Lower case covers all scripts") {
    CHECK(lower("ABC xyz 123") == "abc xyz 123");
    CHECK(lower("ÉLITE") == "élite");
    CHECK(lower("ИГРА") == "игра");
    CHECK(lower("\u01c4") == "\u01c6");          // one letter that looks like two
    CHECK(lower("\u1e9e") == "\u00df");          // capital sharp s
    CHECK(lower("\u2126") == "\u03c9");          // Ohm sign
    CHECK(lower("\U00010400") == "\U00010428");  // beyond 16 bits
    CHECK(lower("千と千尋") == "千と千尋");
}

TEST_CASE("A capital sigma is final only at the end of a word") {
    CHECK(lower("ΣΑΣ ΣΟΦΟΣ") == "σας σοφος");
    CHECK(lower("ΟΔΥΣΣΕΑΣ") == "οδυσσεας");
    CHECK(lower("Σ") == "σ");
    CHECK(lower("ΑΣ.Α") == "ασ.α");  // a full stop is ignored, and a letter follows it
    CHECK(lower("ΑΣ!") == "ας!");
    CHECK(lower("Α\u0301Σ") == "α\u0301ς");  // a combining accent is ignored
}

TEST_CASE("The dotted capital I becomes i with a combining dot") { CHECK(lower("\u0130stanbul") == "i\u0307stanbul"); }

TEST_CASE("Lowering in place does the same as lowering a copy") {
    for (const char* text : {"ABC", "ÉLITE x", "aΣ", ""}) {
        std::string changed = text;
        lower_in_place(changed);
        CHECK(changed == lower(text));
    }
}

TEST_CASE("Digits of other scripts are digits only with Digits::AnyScript") {
    CHECK(digits_of("a\u0664\u06629-1", Digits::Ascii) == "91");
    CHECK(digits_of("a\u0664\u06629-1", Digits::AnyScript) == "\u0664\u066291");
    CHECK(digit_value("\u096a", 0) == 4);
    CHECK(digit_value("\U0001d7d8", 0) == 0);
    CHECK(digit_value("x", 0) == -1);
    CHECK(digit_value("\u00b2", 0) == -1);  // superscript two is not a decimal digit
}

TEST_CASE("Values have the same text as with Python's str()") {
    const auto text = [](const char* json) { return text_of(test::Parsed(json).root()); };
    CHECK(text("\"as it is\"") == "as it is");
    CHECK(text("12345678901234567890") == "12345678901234567890");
    CHECK(text("-0") == "0");
    CHECK(text("550.0") == "550.0");
    CHECK(text("1e3") == "1000.0");
    CHECK(text("1e16") == "1e+16");
    CHECK(text("0.0001") == "0.0001");
    CHECK(text("0.00001") == "1e-05");
    CHECK(text("true") == "True");
    CHECK(text("null") == "None");
    CHECK(text(R"({"a":[1,"b's",null,"c"]})") == R"({'a': [1, "b's", None, 'c']})");
}

TEST_CASE("Empty, zero, null and false count as false") {
    for (const char* json : {"null", "\"\"", "0", "0.0", "-0.0", "false", "{}", "[]"}) {
        INFO(json);
        CHECK_FALSE(truthy(test::Parsed(json).root()));
    }
    for (const char* json : {"\"0\"", "\" \"", "1", "0.5", "true", "[0]"}) {
        INFO(json);
        CHECK(truthy(test::Parsed(json).root()));
    }
    CHECK_FALSE(truthy(json::Value()));
}

TEST_CASE("Numbers without a fraction are written as integers, in whatever form they were read") {
    const auto text = [](const char* json) { return integral_text(test::Parsed(json).root()); };
    CHECK(text("550") == "550");
    CHECK(text("550.0") == "550");
    CHECK(text("5.5e2") == "550");
    CHECK(text("1e20") == "100000000000000000000");
    CHECK(text("-0.0") == "0");
    CHECK_FALSE(text("550.5"));
    CHECK_FALSE(text("\"550\""));
}

}  // namespace mod_trakt::text_test
