#include "edge/handle.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "edge/arguments.hpp"

namespace mod_trakt::handle_test {

using edge::Turn;

namespace {

// Why a call may not use the handle; empty if it may.
std::string refusal(syncmod_handle* handle) {
    try {
        const Turn turn(handle);
        return {};
    } catch (const Failure& failure) {
        return failure.error().reason;
    }
}

}  // namespace

TEST_CASE("A handle is used by one call at a time, and is free again after each", "[edge]") {
    syncmod_handle handle;
    {
        const Turn turn(&handle);
        CHECK(refusal(&handle) == "busy");
        CHECK(refusal(&handle) == "busy");  // the refused call does not end the turn of the other call
    }
    CHECK(refusal(&handle).empty());
    CHECK(refusal(&handle).empty());
}

TEST_CASE("A call that fails ends its turn", "[edge]") {
    syncmod_handle handle;
    const syncmod_status status = edge::guarded(nullptr, [&]() -> syncmod_status {
        const Turn turn(&handle);
        throw Failure(Status::Network, "offline", "no network");
    });
    CHECK(status == SYNCMOD_NETWORK);
    CHECK(refusal(&handle).empty());
}

TEST_CASE("There is no turn without a handle, nor with one of another process", "[edge]") {
    CHECK(refusal(nullptr) == "no_handle");
    syncmod_handle handle;
    handle.owner = ::getpid() + 1;
    CHECK(refusal(&handle) == "forked");
    CHECK_FALSE(handle.busy);
}

TEST_CASE("A handle of another process is left as it is", "[edge]") {
    const auto handle = std::make_unique<syncmod_handle>();
    handle->owner = ::getpid() + 1;
    edge::destroy(handle.get());  // must not delete it, because `handle` owns it
    edge::destroy(nullptr);
    CHECK(handle->owner == ::getpid() + 1);
}

TEST_CASE("The error for a missing argument names it", "[edge]") {
    const int given = 0;
    CHECK_NOTHROW(edge::require_argument(&given, "given"));
    try {
        edge::require_argument(nullptr, "items_json");
        FAIL("it was accepted");
    } catch (const Failure& failure) {
        CHECK(failure.error().status == Status::InvalidArgument);
        CHECK(failure.error().reason == "null_argument");
        CHECK(failure.error().message == "items_json is NULL");
    }
}

}  // namespace mod_trakt::handle_test
