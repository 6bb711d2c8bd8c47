// Secrets: no way into a log, and wiped memory.
#include "support/secret.hpp"

#include <catch2/catch.hpp>

#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

#include "support/json/writer.hpp"
#include "support/text.hpp"

namespace mod_trakt::secret_test {

namespace {

template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) {
    out << value;
};
template <typename T>
concept WritableAsJson = requires(json::Writer& writer, const T& value) {
    writer.member("name", value);
};
template <typename T>
concept Joinable = requires(std::string text, const T& value) {
    text + value;
};

// If these fail to compile, a secret can be written into a log line.
static_assert(!Streamable<Secret> && Streamable<std::string>);
static_assert(!WritableAsJson<Secret> && WritableAsJson<std::string>);
static_assert(!Joinable<Secret> && Joinable<std::string>);
static_assert(!std::is_convertible_v<Secret, std::string> && !std::is_constructible_v<std::string, Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view> && !std::is_convertible_v<const char*, Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret> && std::is_nothrow_move_assignable_v<Secret>);

}  // namespace

TEST_CASE("A secret that was moved from is empty, whatever its length", "[secret]") {
    for (const char* text : {"short", "a text that is far too long for the small buffer of a std::string"}) {
        Secret from{text};
        const Secret to = std::move(from);
        CHECK(to.reveal() == text);
        CHECK(from.empty());  // NOLINT(bugprone-use-after-move): that is the promise
        Secret third{"old"};
        Secret source{text};
        third = std::move(source);
        CHECK(third.reveal() == text);
        CHECK(source.empty());  // NOLINT(bugprone-use-after-move)
    }
}

TEST_CASE("The old bytes of a secret are wiped", "[secret]") {
    // A short text is stored inside the object, so its bytes can be inspected after the destructor.
    alignas(Secret) unsigned char place[sizeof(Secret)] = {};
    const auto holds = [&](std::string_view text) {
        return std::string_view(reinterpret_cast<const char*>(place), sizeof(place)).find(text) !=
               std::string_view::npos;
    };
    auto* secret = new (place) Secret("canary-12");
    REQUIRE(holds("canary"));
    SECTION("by its destructor") { secret->~Secret(); }
    SECTION("by a move from it") {
        const Secret other = std::move(*secret);
        CHECK(other.reveal() == "canary-12");
    }
    SECTION("by an assignment over it") { *secret = Secret("x"); }
    // libstdc++ empties a text by writing a NUL at its start, so only the bytes behind it show whether it was wiped.
    CHECK_FALSE(holds("anary"));
    CHECK_FALSE(holds("12"));
}

TEST_CASE("Wiping a text overwrites its whole capacity", "[secret]") {
    std::string text = "a text that is far too long for the small buffer of a std::string";
    text.resize(10);  // the rest stays after its end
    const char* const bytes = text.data();
    const std::size_t capacity = text.capacity();
    wipe(text);
    CHECK(text.empty());
    REQUIRE(text.data() == bytes);
    CHECK(text.capacity() == capacity);
    CHECK(std::string_view(bytes, capacity) == std::string(capacity, '\0'));
}

TEST_CASE("Assigning a secret to itself keeps it", "[secret]") {
    Secret secret{"kept"};
    Secret& same = secret;
    secret = same;
    CHECK(secret.reveal() == "kept");
    secret = std::move(same);
    CHECK(secret.reveal() == "kept");
}

TEST_CASE("Secrets compare by their text", "[secret]") {
    CHECK(Secret("a") == Secret("a"));
    CHECK_FALSE(Secret("a") == Secret("b"));
    CHECK(Secret() == Secret(""));
}

TEST_CASE("parse_number() reads a text only if all of it is a number that fits the type", "[secret]") {
    CHECK(parse_number<int>("42") == 42);
    CHECK(parse_number<int>("-1") == -1);
    for (const char* text : {"", " 42", "42 ", "4x", "99999999999", "1.0", "+1"}) {
        INFO(text);
        CHECK_FALSE(parse_number<int>(text));
    }
}

}  // namespace mod_trakt::secret_test
