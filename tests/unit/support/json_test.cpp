// Parsing and writing JSON.
#include <catch2/catch.hpp>

#include <cstdio>
#include <limits>
#include <map>

#include "support/json/value.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::json_test {

namespace {

json::ParseError error_in(std::string text) {
    json::Document document;
    const auto error = document.parse(std::move(text));
    REQUIRE(error);
    // On an error the document is empty, never a part of the text.
    CHECK_FALSE(document.root().present());
    return *error;
}

std::string rewritten(std::string text) {
    json::Document document;
    REQUIRE_FALSE(document.parse(std::move(text)));
    std::string out;
    json::Writer writer(out);
    writer.value(document.root());
    return out;
}

std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

}  // namespace

TEST_CASE("An error names its place in the text", "[json]") {
    CHECK(error_in(R"([{"a":1},{"a":1},{"ids":{"tmdb":tru}}])").path == "[2].ids.tmdb");
    CHECK(error_in(R"({"items":[[1,2],[3,x]]})").path == "items[1][1]");
    CHECK(error_in("[1,2").path == "[2]");
    CHECK(error_in("").path.empty());
    CHECK(error_in("").message == "the text is empty");
    CHECK(error_in("<html>").message == "invalid value");
    CHECK(error_in("[] []").message == "there is more text after the value");
    CHECK(error_in(R"([1] x)").offset == 4);
}

TEST_CASE("A member's name in a path is shortened, so that a hostile one does not fill the message", "[json]") {
    CHECK(error_in("{\"" + std::string(1000, 'n') + "\":x}").path == std::string(40, 'n'));
}

TEST_CASE("Nesting is bounded, and ten thousand levels are an ordinary error", "[json]") {
    json::Document document;
    CHECK_FALSE(document.parse(nested(json::Document::max_depth)));
    CHECK(error_in(nested(json::Document::max_depth + 1)).message == "the text is nested deeper than 64 levels");
    CHECK(error_in(std::string(10'000, '[')).message == "the text is nested deeper than 64 levels");
    std::string objects;
    for (int i = 0; i < 10'000; ++i) objects += R"({"a":)";
    CHECK(error_in(objects).message == "the text is nested deeper than 64 levels");
}

TEST_CASE("Only valid UTF-8 is accepted, raw and escaped", "[json]") {
    CHECK(error_in("[\"\xFF\"]").message == "a string is not valid UTF-8");
    CHECK(error_in("[\"\xC0\xAF\"]").message == "a string is not valid UTF-8");          // overlong
    CHECK(error_in("[\"\xED\xA0\x80\"]").message == "a string is not valid UTF-8");      // a surrogate
    CHECK(error_in("[\"\xF4\x90\x80\x80\"]").message == "a string is not valid UTF-8");  // above U+10FFFF
    CHECK(error_in("{\"\xE2\x82\":1}").message == "a string is not valid UTF-8");        // cut, in a name
    CHECK(error_in(R"(["\ud800"])").message == "a \\u escape is not a Unicode character");
    CHECK(error_in(R"(["a", {"b\udc00": 1}])").message == "a \\u escape is not a Unicode character");
    CHECK(error_in(R"(["a", "\udfff\ud800"])").message == "a \\u escape is not a Unicode character");
    CHECK(rewritten("[\"\xF0\x9F\x8E\xAC \xC3\xA9\"]") == "[\"\xF0\x9F\x8E\xAC \xC3\xA9\"]");
    CHECK(rewritten(R"(["\ud83c\udfac"])") == "[\"\xF0\x9F\x8E\xAC\"]");
}

TEST_CASE("One broken byte is found at every position, and reported by its offset", "[json]") {
    for (std::size_t before = 0; before < 40; ++before)
        for (const std::size_t after : {0, 1, 7, 8, 30}) {
            const std::string text = "[\"" + std::string(before, 'a') + "\x80" + std::string(after, 'b') + "\"]";
            const auto error = error_in(text);
            INFO(text);
            CHECK(error.message == "a string is not valid UTF-8");
            CHECK(error.offset == before + 2);
            CHECK(error.path == "[0]");
        }
    // The first error in the text is reported.
    CHECK(error_in("[x,\"\x80\"]").message == "invalid value");
    CHECK(error_in("[1]\x80").message == "there is more text after the value");
}

TEST_CASE("Control characters are refused in strings, at every position", "[json]") {
    for (char c = 1; c < 0x20; ++c)
        for (std::size_t before = 0; before < 36; ++before) {
            const std::string text = "[\"" + std::string(before, 'a') + c + std::string(20, 'b') + "\"]";
            INFO(static_cast<int>(c) << " after " << before);
            CHECK(error_in(text).offset == before + 2);
        }
}

TEST_CASE("Texts of every length and characters of every width are read unchanged", "[json]") {
    for (const std::string character : {"a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEF\xBF\xBF",
                                        "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "\\n", "\x7F"})
        for (std::size_t before = 0; before < 36; ++before) {
            const std::string text = "[\"" + std::string(before, 'a') + character + "\",[],\"" + character + "\"]";
            CHECK(rewritten(text) == text);
        }
    for (const char* broken : {"\xC2", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                               "\xED\xA0\x80", "\xE2\x82", "\xC1\xBF", "\xF0\x90\x80", "\xBF", "\xFE"})
        CHECK(error_in("[\"" + std::string(broken) + "\"]").message == "a string is not valid UTF-8");
}

TEST_CASE("A NUL byte is an error at every position, and text after it is not ignored", "[json]") {
    using namespace std::string_literals;
    CHECK(error_in("[1]\0[2]"s).message == "the text contains a NUL byte");
    CHECK_FALSE(error_in("[\"a\0b\"]"s).message.empty());
    CHECK_FALSE(error_in("\0"s).message.empty());
    json::Document document;
    REQUIRE_FALSE(document.parse(R"(["a\u0000b"])"));  // when escaped it is an ordinary character
    for (const json::Value element : document.root().elements()) CHECK(element.text() == "a\0b"s);
    CHECK(rewritten(R"(["a\u0000b"])") == R"(["a\u0000b"])");
}

TEST_CASE("JSON is read strictly", "[json]") {
    for (const char* text : {"[1,]", "{,}", "[01]", "[+1]", "[.5]", "[1.]", "[NaN]", "[Infinity]", "['a']", "{a:1}",
                             "[1]//", "[\"\t\"]", "[1 2]", "{\"a\" 1}", "[\"\\x\"]", "nul"}) {
        INFO(text);
        json::Document document;
        CHECK(document.parse(text));
    }
}

TEST_CASE("Numbers keep the spelling in which they were written", "[json]") {
    const char* text = R"([1.0,1e3,-0,12345678901234567890123,0.1000,18446744073709551615,1E-7])";
    CHECK(rewritten(text) == text);
}

TEST_CASE("Only a number written as an integer that fits is an integer", "[json]") {
    json::Document document;
    REQUIRE_FALSE(document.parse(
        R"({"i":10987654321,"min":-9223372036854775808,"big":9223372036854775808,"f":1.0,"e":1e3,"t":"7"})"));
    const json::Value root = document.root();
    CHECK(root["i"].integer() == 10'987'654'321);
    CHECK(root["min"].integer() == std::numeric_limits<std::int64_t>::min());
    CHECK(root["big"].integer() == std::nullopt);
    CHECK(root["f"].integer() == std::nullopt);
    CHECK(root["e"].integer() == std::nullopt);
    CHECK(root["t"].integer() == std::nullopt);
    CHECK(root["f"].number() == 1.0);
    CHECK(root["e"].number() == 1000.0);
    CHECK(root["t"].number() == std::nullopt);
}

TEST_CASE("Of several members with one name the last one counts", "[json]") {
    json::Document document;
    REQUIRE_FALSE(document.parse(R"({"a":1,"b":0,"a":{"x":[1,2]},"a":3})"));
    CHECK(document.root()["a"].integer() == 3);
    CHECK(document.root().size() == 4);
    CHECK_FALSE(document.root()["c"].present());
}

TEST_CASE("A missing value, or one of another type, reads as no value", "[json]") {
    json::Document document;
    REQUIRE_FALSE(document.parse(R"({"n":null,"s":"text","l":[1]})"));
    const json::Value root = document.root();
    CHECK_FALSE(root["x"]["y"]["z"].present());
    CHECK(root["x"].null_or_absent());
    CHECK(root["n"].null_or_absent());
    CHECK(root["n"].present());
    CHECK(root["s"].number_text().empty());
    CHECK(root["l"].text().empty());
    CHECK(root["s"].size() == 0);
    CHECK_FALSE(root["s"]["member"].present());
    std::size_t elements = 0;
    for (const json::Value element : root["s"].elements()) elements += element.present() ? 1 : 0;
    CHECK(elements == 0);
}

TEST_CASE("A document that moves keeps its values readable", "[json]") {
    json::Document source;
    REQUIRE_FALSE(source.parse(R"(["x"])"));  // short enough for the small buffer inside std::string
    const json::Document moved = std::move(source);
    for (const json::Value element : moved.root().elements()) CHECK(element.text() == "x");
}

TEST_CASE("A document can be parsed into again", "[json]") {
    json::Document document;
    REQUIRE_FALSE(document.parse(R"({"a":[1,2,3]})"));
    REQUIRE_FALSE(document.parse(R"([true])"));
    CHECK(document.root().is_array());
    CHECK(document.root().size() == 1);
}

TEST_CASE("A document that was read is written again with equal values", "[json]") {
    const char* text = R"({"a":[],"b":{},"c":[null,true,false,"q\"\\\n\u0001"],"":"","d":{"a":[{"x":1}]}})";
    CHECK(rewritten(text) == text);
}

TEST_CASE("wipe() overwrites the text of a document that held tokens", "[json][secret]") {
    json::Document document;
    REQUIRE_FALSE(document.parse(R"({"access_token":"canary-0123456789"})"));
    // The document keeps the text's memory, so it can be inspected afterwards.
    const std::string_view token = document.root()["access_token"].text();
    REQUIRE(token == "canary-0123456789");
    document.wipe();
    CHECK_FALSE(document.root().present());
    CHECK(token == std::string(token.size(), '\0'));
}

TEST_CASE("Every character that needs an escape gets one, at every position", "[json]") {
    const auto written = [](std::string_view text) {
        std::string out;
        json::Writer(out).string(text);
        return out;
    };
    const std::map<char, std::string> short_forms = {{'"', "\\\""}, {'\\', "\\\\"}, {'\b', "\\b"}, {'\f', "\\f"},
                                                     {'\n', "\\n"}, {'\r', "\\r"},  {'\t', "\\t"}};
    for (int code = 0; code < 256; ++code) {
        const char c = static_cast<char>(code);
        std::string form(1, c);
        if (code < 0x20) {
            char hex[8];
            std::snprintf(hex, sizeof hex, "\\u%04X", static_cast<unsigned>(code));
            form = hex;
        }
        if (const auto found = short_forms.find(c); found != short_forms.end()) form = found->second;
        bool same = true;
        for (std::size_t before = 0; before < 20; ++before)
            for (std::size_t after = 0; after < 20; ++after) {
                const std::string head(before, 'a'), tail(after, 'z');
                same = same && written(head + c + tail + c) == "\"" + head + form + tail + form + "\"";
            }
        INFO(code);
        CHECK(same);
    }
}

TEST_CASE("Numbers are written in their shortest form", "[json]") {
    std::string out;
    json::Writer writer(out);
    writer.begin_array();
    for (const std::int64_t number : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{0},
                                      std::numeric_limits<std::int64_t>::max()})
        writer.integer(number);
    for (const double number :
         {0.0, -0.0, 1.0, 0.1, -2.5, 1e-7, 1e21, 1e22, 123456789.125, 5e-324, 1.7976931348623157e308})
        writer.real(number);
    writer.end_array();
    CHECK(out ==
          "[-9223372036854775808,-1,0,9223372036854775807,0.0,-0.0,1.0,0.1,-2.5,1e-7,1e21,1e22,123456789.125,5e-324,"
          "1.7976931348623157e308]");
}

TEST_CASE("A writer writes values that JSON lacks as null, and optionals by their content", "[json]") {
    std::string out = "kept:";
    json::Writer writer(out);
    writer.begin_object();
    writer.member("nan", std::numeric_limits<double>::quiet_NaN());
    writer.member("inf", std::numeric_limits<double>::infinity());
    writer.member("absent", json::Value());
    writer.member("none", std::optional<std::int64_t>());
    writer.member("some", std::optional<std::int64_t>(0));
    writer.member("view", std::string_view());
    writer.member("half", 0.5);
    writer.key("raw");
    writer.raw("[1]");
    writer.end_object();
    CHECK(out == R"(kept:{"nan":null,"inf":null,"absent":null,"none":null,"some":0,"view":"","half":0.5,"raw":[1]})");
}

TEST_CASE("A writer allocates no memory while the text's capacity is enough", "[json]") {
    const std::string expected =
        R"({"plain":"text","a \"quoted\" name":"line\n","list":[1,"x",[]],"last":"0123456789"})";
    std::string out;
    out.reserve(expected.size());
    const char* const place = out.data();
    const std::size_t capacity = out.capacity();
    json::Writer writer(out);
    writer.begin_object();
    writer.member("plain", "text");
    writer.member("a \"quoted\" name", "line\n");
    writer.key("list");
    writer.begin_array();
    writer.integer(1);
    writer.string("x");
    writer.begin_array();
    writer.end_array();
    writer.end_array();
    writer.member("last", "0123456789");
    writer.end_object();
    CHECK(out == expected);
    CHECK(out.data() == place);
    CHECK(out.capacity() == capacity);
}

TEST_CASE("A writer that is destroyed early leaves what it has written", "[json]") {
    std::string out(100, 'x');
    const std::string before = out;
    {
        json::Writer writer(out);
        writer.begin_object();
        writer.member("a", "b");
    }
    CHECK(out == before + R"({"a":"b")");
}

TEST_CASE("A byte order mark in front of a text is not a part of it", "[json]") {
    CHECK(rewritten("\xEF\xBB\xBF{\"a\":[1]}") == R"({"a":[1]})");
    CHECK(rewritten("\xEF\xBB\xBF\r\n[]") == "[]");
    CHECK(error_in("\xEF\xBB\xBF").message == "the text is empty");
    CHECK(error_in("\xEF\xBB\xBF\xEF\xBB\xBF[]").message == "invalid value");
    CHECK(error_in("[]\xEF\xBB\xBF").message == "there is more text after the value");
}

TEST_CASE("A tolerant parse replaces broken text by U+FFFD and counts it", "[json]") {
    const auto tolerant = [](const std::string& text, std::size_t expected) {
        json::Document document;
        std::size_t replaced = 99;
        const auto error = document.parse_tolerant("[\"" + text + "\"]", replaced);
        CHECK(replaced == expected);
        if (error) return "error: " + error->message;
        std::string found;
        for (const json::Value value : document.root().elements()) found = value.text();
        return found;
    };
    const std::string mark = "\xEF\xBF\xBD";
    // Halves of surrogate pairs, alone, before other text, in the wrong order, and twice the same.
    CHECK(tolerant(R"(\ud83d)", 1) == mark);
    CHECK(tolerant(R"(\uD83D!)", 1) == mark + "!");
    CHECK(tolerant(R"(a\ude00b)", 1) == "a" + mark + "b");
    CHECK(tolerant(R"(\ude00\ud83d)", 2) == mark + mark);
    CHECK(tolerant(R"(\ud83d\ud83d\ude00)", 1) == mark + "\xF0\x9F\x98\x80");
    CHECK(tolerant(R"(\ud83d\n)", 1) == mark + "\n");
    CHECK(tolerant(R"(\ud83dA)", 1) == mark + "A");
    // A backslash that is escaped itself begins no escape.
    CHECK(tolerant(R"(\\ud83d)", 0) == R"(\ud83d)");
    CHECK(tolerant(R"(\\\ud83d)", 1) == R"(\)" + mark);
    CHECK(tolerant(R"(\ud83d\ude00)", 0) == "\xF0\x9F\x98\x80");
    CHECK(tolerant(R"(\u00e9)", 0) == "\xC3\xA9");
    // Bytes that are not UTF-8.
    CHECK(tolerant("\xED\xA0\xBD", 1) == mark);
    CHECK(tolerant("caf\xE9!", 1) == "caf" + mark + "!");
    CHECK(tolerant("\xC3\xA9\xFF\xF0\x9F", 2) == "\xC3\xA9" + mark + mark);
    // A text that is not JSON is still an error.
    CHECK(tolerant(R"(\ud8)", 0).starts_with("error"));
    CHECK(tolerant(R"(\)", 0).starts_with("error"));
    CHECK(tolerant("\x01", 0).starts_with("error"));
}

}  // namespace mod_trakt::json_test
