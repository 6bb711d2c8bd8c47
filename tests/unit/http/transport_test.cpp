// Whether requests, responses and headers wipe their secrets.
#include "http/transport.hpp"

#include <catch2/catch.hpp>

#include <new>

#include "tests/support/scripted_transport.hpp"

namespace mod_trakt::transport_test {

namespace {

// A short text is stored inside the string object, so its bytes can be inspected after the destructor.
constexpr std::string_view canary = "canary-12";

// libstdc++ empties a text by writing a NUL at its start, so only the bytes behind it show whether it was wiped.
bool shows_canary(const void* place, std::size_t size) {
    return std::string_view(static_cast<const char*>(place), size).find(canary.substr(1)) != std::string_view::npos;
}

struct Place {
    alignas(http::Message) unsigned char bytes[sizeof(http::Message)] = {};
    http::Message* message = new (bytes) http::Message;
    bool holds_canary() const { return shows_canary(bytes, sizeof(bytes)); }
};

}  // namespace

TEST_CASE("A body that holds tokens is wiped when it is destroyed or replaced", "[http][secret]") {
    Place place;
    place.message->body = canary;
    place.message->holds_secrets = true;
    REQUIRE(place.holds_canary());
    SECTION("by its destructor") { place.message->~Message(); }
    SECTION("by an assignment over it") {
        *place.message = http::Message();
        CHECK_FALSE(place.holds_canary());
        place.message->~Message();
    }
    SECTION("after a move from it, by its destructor at the latest") {
        const http::Message other = std::move(*place.message);
        CHECK(other.body == canary);
        CHECK(other.holds_secrets);
        place.message->~Message();
    }
    CHECK_FALSE(place.holds_canary());
}

TEST_CASE("Requests and responses pass on whether they hold tokens", "[http][secret]") {
    http::Request request;
    request.body = canary;
    request.holds_secrets = true;
    http::Request copy = request;
    CHECK(copy.holds_secrets);
    http::Response response;
    response.holds_secrets = true;
    const http::Outcome outcome = std::move(response);
    CHECK(std::get<http::Response>(outcome).holds_secrets);
    copy = http::Request();
    CHECK_FALSE(copy.holds_secrets);
    CHECK(copy.body.empty());
}

TEST_CASE("The values of headers are wiped when they are removed", "[http][secret]") {
    http::Headers headers;
    headers.add("Authorization", std::string(canary));
    // The list keeps the field's memory, so it can be inspected afterwards.
    const void* place = headers.fields().data();
    const std::size_t size = sizeof(headers.fields().front());
    REQUIRE(shows_canary(place, size));
    headers.clear();
    CHECK(headers.fields().empty());
    CHECK_FALSE(shows_canary(place, size));
}

TEST_CASE("Headers are copied, moved and replaced as a whole", "[http]") {
    const http::Headers one = test::answer(200, "", {{"A", "1"}, {"a", "2"}}).headers;
    http::Headers two = one;
    CHECK(two.get("a") == "2");
    http::Headers three = std::move(two);
    CHECK(three.fields().size() == 2);
    three = http::Headers();
    CHECK(three.fields().empty());
    three = one;
    CHECK(three.get("A") == "2");
}

}  // namespace mod_trakt::transport_test
