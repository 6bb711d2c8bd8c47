// Older and newer hosts: structs that are shorter or longer than the plugin's own.
#include <catch2/catch.hpp>

#include <cstring>
#include <memory>

#include "support/config.hpp"
#include "support/plugin_library.hpp"

using namespace mod_trakt::tests;

namespace {

// A struct with further bytes behind it, where a newer header has more members.
template <typename Struct>
struct Longer {
    Struct known{};
    unsigned char more[64];
    Longer() {
        std::memset(more, 0xEE, sizeof more);
        known.struct_size = sizeof(Longer);
    }
    bool more_is_untouched() const {
        for (const unsigned char byte : more)
            if (byte != 0xEE) return false;
        return true;
    }
};

// Exactly `size` bytes on the heap, so that AddressSanitizer finds a read or write behind them.
template <typename Struct>
class Shorter {
public:
    Shorter(const Struct& whole, std::uint32_t size) : bytes_(new unsigned char[size]) {
        std::memcpy(bytes_.get(), &whole, size);
        std::memcpy(bytes_.get(), &size, sizeof size);
    }
    Struct* get() { return reinterpret_cast<Struct*>(bytes_.get()); }
    unsigned char* bytes() { return bytes_.get(); }

private:
    std::unique_ptr<unsigned char[]> bytes_;
};

}  // namespace

TEST_CASE("The known members of a newer host's error struct are filled", "[abi]") {
    Longer<syncmod_error> error;
    syncmod_handle* handle = nullptr;
    CHECK(plugin().create(nullptr, "[]", &handle, &error.known) == SYNCMOD_INVALID_ARGUMENT);
    CHECK(std::string(error.known.reason) == "bad_config");
    CHECK(error.known.struct_size == sizeof error);
    CHECK(error.more_is_untouched());
}

TEST_CASE("An older host's error struct is filled only within its size", "[abi]") {
    const std::uint32_t sizes[] = {4, 8, offsetof(syncmod_error, reason) + 20, offsetof(syncmod_error, message)};
    for (const std::uint32_t size : sizes) {
        Shorter<syncmod_error> error(syncmod_error{}, size);
        syncmod_handle* handle = nullptr;
        CHECK(plugin().create(nullptr, "[]", &handle, error.get()) == SYNCMOD_INVALID_ARGUMENT);
        std::uint32_t kept = 0;
        std::memcpy(&kept, error.bytes(), sizeof kept);
        CHECK(kept == size);
        std::int32_t status = 0;
        if (size >= 8) {
            std::memcpy(&status, error.bytes() + 4, sizeof status);
            CHECK(status == SYNCMOD_INVALID_ARGUMENT);
        }
    }
}

TEST_CASE("An error struct is never filled with a part of a member", "[abi]") {
    for (std::uint32_t size = 4; size <= sizeof(syncmod_error); size += 3) {
        INFO(size);
        syncmod_error unfilled{};
        std::memset(&unfilled, 0xEE, sizeof unfilled);
        Shorter<syncmod_error> error(unfilled, size);
        syncmod_handle* handle = nullptr;
        CHECK(plugin().create(nullptr, "[]", &handle, error.get()) == SYNCMOD_INVALID_ARGUMENT);
        const auto is_filled = [&](std::size_t offset, std::size_t length) {
            return offset + length <= size && error.bytes()[offset] != 0xEE;
        };
        const auto is_untouched_from = [&](std::size_t offset) {
            for (std::size_t i = offset; i < size; ++i)
                if (error.bytes()[i] != 0xEE) return false;
            return true;
        };
        struct Member {
            std::size_t offset, size;
        };
        constexpr Member members[] = {{offsetof(syncmod_error, status), 4},
                                      {offsetof(syncmod_error, http_status), 4},
                                      {offsetof(syncmod_error, retry_after_ms), 4},
                                      {offsetof(syncmod_error, reason), sizeof(syncmod_error::reason)},
                                      {offsetof(syncmod_error, message), sizeof(syncmod_error::message)}};
        for (const Member& member : members) {
            if (member.offset + member.size <= size) {
                CHECK(is_filled(member.offset, member.size));
            } else {
                CHECK(is_untouched_from(member.offset));
                break;
            }
        }
    }
}

TEST_CASE("Host services and a call that are shorter than in ABI 1.0 are refused, by any number of bytes", "[abi]") {
    const TwinProcess twin({"--watchlist", "4"});
    const std::string config = json::serialize(config_for(twin));
    HostRecorder host;
    for (std::uint32_t size = 4; size < SYNCMOD_HOST_V1_0_SIZE; ++size) {
        INFO(size);
        Shorter<syncmod_host_v1> services(host.services(), size);
        syncmod_handle* handle = nullptr;
        syncmod_error error{};
        error.struct_size = sizeof error;
        REQUIRE(plugin().create(services.get(), config.c_str(), &handle, &error) == SYNCMOD_INVALID_ARGUMENT);
        CHECK(std::string(error.reason) == "bad_struct_size");
        CHECK(std::string(error.message).find("host.struct_size is " + std::to_string(size) + ", at least ") == 0);
        CHECK(handle == nullptr);
    }
    const Handle handle(config_for(twin));
    for (std::uint32_t size = 4; size < SYNCMOD_CALL_V1_0_SIZE; ++size) {
        INFO(size);
        Shorter<syncmod_call_v1> call(syncmod_call_v1{}, size);
        syncmod_buf buffer{};
        CHECK(plugin().build_index(handle.raw(), "watchlist", call.get(), &buffer, nullptr) ==
              SYNCMOD_INVALID_ARGUMENT);
        CHECK(plugin().add(handle.raw(), "watchlist", "[]", call.get(), &buffer, nullptr) == SYNCMOD_INVALID_ARGUMENT);
        CHECK(buffer.data == nullptr);
    }
    CHECK(twin.ledger().empty());
}

TEST_CASE("Host services and a call as long as in ABI 1.0 are used", "[abi]") {
    const TwinProcess twin({"--watchlist", "4"});
    HostRecorder host;
    Shorter<syncmod_host_v1> services(host.services(), SYNCMOD_HOST_V1_0_SIZE);
    syncmod_handle* handle = nullptr;
    REQUIRE(plugin().create(services.get(), json::serialize(config_for(twin)).c_str(), &handle, nullptr) == SYNCMOD_OK);
    Shorter<syncmod_call_v1> call(syncmod_call_v1{}, SYNCMOD_CALL_V1_0_SIZE);
    syncmod_buf buffer{};
    CHECK(plugin().build_index(handle, "watchlist", call.get(), &buffer, nullptr) == SYNCMOD_OK);
    CHECK_FALSE(host.events().empty());
    buffer.release(&buffer);
    plugin().destroy(handle);
}

TEST_CASE("Host services and a call of a newer host work", "[abi]") {
    const TwinProcess twin({"--watchlist", "4"});
    HostRecorder host;
    Longer<syncmod_host_v1> services;
    services.known = host.services();
    services.known.struct_size = sizeof services;
    services.known.abi_version = SYNCMOD_ABI(1, 9);
    syncmod_handle* handle = nullptr;
    REQUIRE(plugin().create(&services.known, json::serialize(config_for(twin)).c_str(), &handle, nullptr) ==
            SYNCMOD_OK);
    Longer<syncmod_call_v1> call;
    call.known.flags = 0x80000000u;  // a flag of the future is ignored
    syncmod_buf buffer{};
    CHECK(plugin().build_index(handle, "watchlist", &call.known, &buffer, nullptr) == SYNCMOD_OK);
    CHECK(number_at(parse({buffer.data, buffer.size}), "count") == 4);
    CHECK_FALSE(host.events().empty());
    buffer.release(&buffer);
    plugin().destroy(handle);
}
