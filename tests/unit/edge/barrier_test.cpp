#include "edge/barrier.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>

#include "edge/buffer.hpp"

namespace mod_trakt::barrier_test {

using edge::guarded;
using edge::report;

namespace {

syncmod_error fresh() {
    syncmod_error error;
    std::memset(&error, 0x5A, sizeof(error));  // like an uninitialised struct of a host
    error.struct_size = sizeof(error);
    return error;
}

Error error_with(std::string message) {
    Error error{.status = Status::RateLimited, .reason = "rate_limited", .message = std::move(message)};
    error.http_status = 429;
    error.retry_after_ms = 41'000;
    return error;
}

// The error struct that the barrier fills for an exception.
template <typename Thrown>
syncmod_error caught(Thrown&& thrown) {
    syncmod_error error = fresh();
    const syncmod_status status = guarded(&error, [&]() -> syncmod_status { throw thrown; });
    CHECK(status == error.status);
    return error;
}

}  // namespace

TEST_CASE("No exception passes the barrier, and each kind has its status", "[edge]") {
    const syncmod_error failure = caught(Failure(error_with("wait")));
    CHECK(failure.status == SYNCMOD_RATE_LIMITED);
    CHECK(std::string(failure.reason) == "rate_limited");
    CHECK(std::string(failure.message) == "wait");
    CHECK(failure.http_status == 429);
    CHECK(failure.retry_after_ms == 41'000);

    const syncmod_error fault = caught(std::runtime_error("broken"));
    CHECK(fault.status == SYNCMOD_INTERNAL);
    CHECK(std::string(fault.reason) == "internal");
    CHECK(std::string(fault.message) == "broken");

    const syncmod_error number = caught(42);
    CHECK(number.status == SYNCMOD_INTERNAL);
    CHECK(std::string(number.reason) == "internal");
    CHECK(std::string(number.message) == "internal");

    const syncmod_error memory = caught(std::bad_alloc());
    CHECK(memory.status == SYNCMOD_NO_MEMORY);
    CHECK(std::string(memory.reason) == "no_memory");
    CHECK(std::string(memory.message) == "no_memory");
}

TEST_CASE("The barrier returns what the body returns, and works without an error struct", "[edge]") {
    CHECK(guarded(nullptr, [] { return SYNCMOD_OK; }) == SYNCMOD_OK);
    CHECK(guarded(nullptr, [] { return SYNCMOD_TIMEOUT; }) == SYNCMOD_TIMEOUT);
    CHECK(guarded(nullptr, []() -> syncmod_status { throw 42; }) == SYNCMOD_INTERNAL);
    CHECK(guarded(nullptr, []() -> syncmod_status { throw std::bad_alloc(); }) == SYNCMOD_NO_MEMORY);
    CHECK(guarded(nullptr, []() -> syncmod_status { throw Failure(Status::Host, "x", "y"); }) == SYNCMOD_HOST);
    static_assert(noexcept(guarded(nullptr, [] { return SYNCMOD_OK; })));
}

TEST_CASE("Only members within the caller's struct are written, and struct_size is not changed", "[edge]") {
    // An older or newer host: its struct may have any length.
    struct {
        syncmod_error error;
        char behind[64];
    } place;
    for (std::uint32_t size = 0; size <= sizeof(place); size += 4) {
        std::memset(&place, 0x5A, sizeof(place));
        place.error.struct_size = size;
        CHECK(report(&place.error, error_with("too many requests")) == SYNCMOD_RATE_LIMITED);
        const char* bytes = reinterpret_cast<const char*>(&place);
        bool untouched = true;
        for (std::size_t i = std::max<std::size_t>(size, 4); i < sizeof(place); ++i)
            untouched = untouched && bytes[i] == 0x5A;
        INFO(size);
        CHECK(untouched);
        CHECK(place.error.struct_size == size);
        if (size >= 16) CHECK(place.error.retry_after_ms == 41'000);
        if (size >= SYNCMOD_ERROR_V1_0_SIZE) CHECK(std::string(place.error.message) == "too many requests");
    }
}

TEST_CASE("A success clears an earlier failure in the struct", "[edge]") {
    syncmod_error error = fresh();
    report(&error, error_with("wait"));
    CHECK(edge::report_ok(&error) == SYNCMOD_OK);
    CHECK(error.status == SYNCMOD_OK);
    CHECK(error.http_status == 0);
    CHECK(error.retry_after_ms == 0);
    CHECK(std::string(error.reason).empty());
    CHECK(std::string(error.message).empty());
    CHECK(error.struct_size == sizeof(error));
    CHECK(edge::report_ok(nullptr) == SYNCMOD_OK);
}

TEST_CASE("A message that is too long is cut between two characters and ends with a NUL", "[edge]") {
    const std::string film = "\xF0\x9F\x8E\xAC";  // four bytes
    for (std::size_t lead = 0; lead < 8; ++lead) {
        std::string text(500 + lead, 'a');
        for (int i = 0; i < 10; ++i) text += film;
        syncmod_error error = fresh();
        report(&error, error_with(text));
        const std::string got(error.message);
        INFO(lead);
        CHECK(got.size() <= 511);
        CHECK(got.size() > 511 - 4);
        CHECK(text.starts_with(got));
        CHECK((got.size() - (500 + lead)) % 4 == 0);
    }
    syncmod_error exact = fresh();
    report(&exact, error_with(std::string(511, 'b')));
    CHECK(std::string(exact.message) == std::string(511, 'b'));
    Error long_reason = error_with("m");
    long_reason.reason = std::string(100, 'r');
    syncmod_error cut = fresh();
    report(&cut, long_reason);
    CHECK(std::string(cut.reason) == std::string(47, 'r'));
}

TEST_CASE("A message of invalid UTF-8 is cut to the size of the struct", "[edge]") {
    syncmod_error error = fresh();
    report(&error, error_with(std::string(2000, '\x80')));
    CHECK(std::strlen(error.message) <= 511);
}

TEST_CASE("A wait too long for the struct's number becomes the largest number", "[edge]") {
    syncmod_error error = fresh();
    Error far = error_with("x");
    far.retry_after_ms = std::numeric_limits<std::int64_t>::max();
    report(&error, far);
    CHECK(error.retry_after_ms == std::numeric_limits<std::int32_t>::max());
    far.retry_after_ms = -5;
    report(&error, far);
    CHECK(error.retry_after_ms == 0);
}

TEST_CASE("A buffer holds the bytes until it is released, and a second release does nothing", "[edge]") {
    using namespace std::string_literals;
    for (const std::string& text : {""s, "short"s, "with\0inside"s, std::string(100'000, 'x')}) {
        syncmod_buf buf;
        std::memset(&buf, 0x5A, sizeof(buf));
        edge::OutBuffer().hand_over(text, &buf);
        CHECK(std::string(buf.data, buf.size) == text);
        REQUIRE(buf.release != nullptr);
        const auto release = buf.release;
        release(&buf);
        CHECK(buf.data == nullptr);
        CHECK(buf.size == 0);
        CHECK(buf.opaque == nullptr);
        CHECK(buf.release == nullptr);
        release(&buf);
        release(nullptr);
        CHECK(buf.data == nullptr);
    }
}

}  // namespace mod_trakt::barrier_test
