#include "edge/extensions.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "syncmod/ext/undo.h"
#include "syncmod/syncmod.h"

#include "edge/barrier.hpp"
#include "edge/handle.hpp"

namespace mod_trakt::extensions_test {

using mod_trakt::edge::Extension;
using mod_trakt::edge::find_extension;

namespace {

// Functions and their constant table, as in a file extensions/<name>.cpp.
syncmod_status is_free(syncmod_handle* handle, syncmod_error* err) noexcept {
    return mod_trakt::edge::guarded(err, [&] {
        const mod_trakt::edge::Turn turn(handle);
        return mod_trakt::edge::report_ok(err);
    });
}

struct FirstTable {
    syncmod_status (*is_free)(syncmod_handle* handle, syncmod_error* err);
};
constexpr FirstTable first_table = {.is_free = is_free};
constexpr int second_table = 2;

constexpr Extension two_extensions[] = {{"syncmod.first/1", &first_table}, {"syncmod.second/1", &second_table}};

}  // namespace

TEST_CASE("An extension is found by its id", "[edge]") {
    CHECK(find_extension(two_extensions, "syncmod.first/1") == &first_table);
    CHECK(find_extension(two_extensions, "syncmod.second/1") == &second_table);
    const std::string elsewhere = "syncmod.second/1";  // ids are compared by text, not by address
    CHECK(find_extension(two_extensions, elsewhere.c_str()) == &second_table);
}

TEST_CASE("No other id finds an extension", "[edge]") {
    for (const char* id : {"", "syncmod.third/1", "syncmod.first/2", "syncmod.first/", "syncmod.first/10",
                           "SYNCMOD.FIRST/1", " syncmod.first/1"}) {
        CAPTURE(id);
        CHECK(find_extension(two_extensions, id) == nullptr);
    }
    CHECK(find_extension(two_extensions, nullptr) == nullptr);
    CHECK(find_extension({}, "syncmod.first/1") == nullptr);
    CHECK(find_extension({}, nullptr) == nullptr);
}

TEST_CASE("The plugin's own look-up returns NULL for an unknown id", "[edge]") {
    CHECK(mod_trakt::edge::get_extension("syncmod.nothing/1") == nullptr);
    CHECK(mod_trakt::edge::get_extension("") == nullptr);
    CHECK(mod_trakt::edge::get_extension(nullptr) == nullptr);
}

TEST_CASE("The plugin's own look-up finds the table for undoing, and no other revision of it", "[edge]") {
    const auto* undo = static_cast<const syncmod_undo_v1*>(mod_trakt::edge::get_extension("syncmod.undo/1"));
    REQUIRE(undo != nullptr);
    CHECK(undo->struct_size == sizeof(syncmod_undo_v1));
    CHECK(undo->reserved0 == 0);
    CHECK(mod_trakt::edge::get_extension("syncmod.undo/2") == nullptr);
    syncmod_buf out{};
    CHECK(undo->list(nullptr, nullptr, &out, nullptr) == SYNCMOD_INVALID_ARGUMENT);
    CHECK(undo->plan(nullptr, nullptr, nullptr, &out, nullptr) == SYNCMOD_INVALID_ARGUMENT);
    CHECK(undo->apply(nullptr, nullptr, nullptr, nullptr, nullptr) == SYNCMOD_INVALID_ARGUMENT);
}

TEST_CASE("An extension's functions follow the rules of the table's functions", "[edge]") {
    const auto* found = static_cast<const FirstTable*>(find_extension(two_extensions, "syncmod.first/1"));
    REQUIRE(found != nullptr);
    CHECK(found->is_free(nullptr, nullptr) == SYNCMOD_INVALID_ARGUMENT);
    syncmod_handle handle;
    CHECK(found->is_free(&handle, nullptr) == SYNCMOD_OK);
    const mod_trakt::edge::Turn turn(&handle);
    CHECK(found->is_free(&handle, nullptr) == SYNCMOD_INVALID_STATE);
}

}  // namespace mod_trakt::extensions_test
