// Older and newer counterparts: structs that are shorter or longer than the plugin's own.
#include <catch2/catch.hpp>

#include <cstring>
#include <memory>

#include "support/config.hpp"
#include "support/plugin_library.hpp"

using namespace mod_trakt::tests;

namespace {

// A struct with room behind it, which a newer header would have filled with more members.
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

// Exactly `size` bytes on the heap, so that a read or write behind them is seen by the address sanitizer.
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

TEST_CASE("An error struct of a newer host is filled as far as the plugin knows it", "[abi]") {
    Longer<syncmod_error> error;
    syncmod_handle* handle = nullptr;
    CHECK(plugin().create(nullptr, "[]", &handle, &error.known) == SYNCMOD_INVALID_ARGUMENT);
    CHECK(std::string(error.known.reason) == "bad_config");
    CHECK(error.known.struct_size == sizeof error);
    CHECK(error.more_is_untouched());
}

TEST_CASE("An error struct of an older host is filled within its size only", "[abi]") {
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

TEST_CASE("Host services of an older host, cut off anywhere, are used as far as they go", "[abi]") {
    const TwinProcess twin({"--watchlist", "4"});
    const std::string config = json::serialize(config_for(twin));
    HostRecorder host;
    const std::uint32_t sizes[] = {4,
                                   offsetof(syncmod_host_v1, user),
                                   offsetof(syncmod_host_v1, log),
                                   offsetof(syncmod_host_v1, event),
                                   offsetof(syncmod_host_v1, store_get),
                                   offsetof(syncmod_host_v1, store_put)};
    for (const std::uint32_t size : sizes) {
        INFO(size);
        const std::size_t events = host.events().size();
        Shorter<syncmod_host_v1> services(host.services(), size);
        syncmod_handle* handle = nullptr;
        REQUIRE(plugin().create(services.get(), config.c_str(), &handle, nullptr) == SYNCMOD_OK);
        syncmod_buf buffer{};
        CHECK(plugin().build_index(handle, "watchlist", nullptr, &buffer, nullptr) == SYNCMOD_OK);
        buffer.release(&buffer);
        plugin().destroy(handle);
        CHECK((host.events().size() > events) == (size >= offsetof(syncmod_host_v1, store_get)));
    }
}

TEST_CASE("Host services and a call of a newer host work as those of today", "[abi]") {
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

TEST_CASE("A call struct of an older host is read within its size only", "[abi]") {
    const TwinProcess twin({"--watchlist", "4"});
    const Handle handle(config_for(twin));
    const std::int32_t stop = 1;
    syncmod_call_v1 call{};
    call.flags = SYNCMOD_CALL_DRY_RUN;
    call.cancel = &stop;
    const char* items = R"([{"type":"movie","ids":{"trakt":7010001}}])";
    syncmod_buf buffer{};

    Shorter<syncmod_call_v1> with_flags(call, offsetof(syncmod_call_v1, timeout_ms));
    CHECK(plugin().add(handle.raw(), "watchlist", items, with_flags.get(), &buffer, nullptr) == SYNCMOD_OK);
    CHECK(twin.ledger().empty());
    buffer.release(&buffer);

    call.flags = 0;
    Shorter<syncmod_call_v1> with_cancel(call, offsetof(syncmod_call_v1, user));
    CHECK(plugin().build_index(handle.raw(), "watchlist", with_cancel.get(), &buffer, nullptr) == SYNCMOD_CANCELLED);
    CHECK(twin.ledger().empty());

    Shorter<syncmod_call_v1> without_cancel(call, offsetof(syncmod_call_v1, cancel));
    CHECK(plugin().build_index(handle.raw(), "watchlist", without_cancel.get(), &buffer, nullptr) == SYNCMOD_OK);
    buffer.release(&buffer);
}
