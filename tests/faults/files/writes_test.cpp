// One write of each feature, and an index after it, while one file operation fails.
#include <catch2/catch.hpp>

#include "account.hpp"
#include "sweep.hpp"

using namespace mod_trakt;
using namespace mod_trakt::faults;

namespace {

struct Write {
    const char* feature;
    const char* path;
    const char* items;
};

constexpr Write writes[] = {
    {"history", "/sync/history", R"([{"type":"movie","ids":{"tmdb":3},"watched_at":"2026-08-20T10:00:00.000Z"}])"},
    {"ratings", "/sync/ratings", R"([{"type":"movie","ids":{"tmdb":3},"rating":9}])"},
    {"watchlist", "/sync/watchlist", R"([{"type":"movie","ids":{"tmdb":3}}])"},
};

// Trakt accepts the item at the first POST. Its stamps do not move, so only the write mark shows that the last snapshot
// is no longer the present state.
void accept_posts(test::ModuleBench& bench, const Write& write, Holding& holding) {
    bench.odd = [&bench, &holding,
                 path = std::string(write.path)](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method != http::Method::Post || test::ModuleBench::path_in(request.url) != path)
            return std::nullopt;
        holding = Holding::After;
        fill(bench, holding);
        return test::answer(201, R"({"added":{"movies":1}})");
    };
}

enum class Afterwards { SameProcess, AnotherProcess };

// The account: of a user, or of a login for which Trakt names no user.
enum class Owner { User, LoginAlone };

std::unique_ptr<test::ModuleBench> open_for(Owner owner, const std::string& state_dir,
                                            std::unique_ptr<state::Files> files = nullptr) {
    auto bench = open_module(state_dir, std::move(files));
    if (owner == Owner::LoginAlone) bench->lists.erase("/users/settings");
    return bench;
}

// An index after the write must show it, whether the module that wrote makes it or a later one.
void sweep_write(const Write& write, Afterwards afterwards, Owner owner) {
    Holding holding = Holding::Before;
    Work work;
    work.prepare = [&](const std::string& state_dir) {
        const auto bench = open_for(owner, state_dir);
        fill(*bench, Holding::Before);
        bench->index(write.feature);
    };
    work.run = [&](const std::string& state_dir, Plan& plan) {
        holding = Holding::Before;
        try {
            const auto bench = open_for(owner, state_dir, files_under(plan));
            fill(*bench, holding);
            accept_posts(*bench, write, holding);
            const std::string verdict = bench->add(write.feature, write.items);
            INFO(verdict);
            CHECK((verdict == "added") == (holding == Holding::After));
            if (afterwards == Afterwards::AnotherProcess) return;
            if (bench->last.failure) check_is_clear(*bench->last.failure, plan);
            const std::string document = bench->index(write.feature);
            CHECK(items_of(document) == items_at_trakt(write.feature, holding));
        } catch (const Failure& failure) {
            check_is_clear(failure.error(), plan);
        }
    };
    work.look_after = [&](const std::string& state_dir) {
        const auto bench = open_for(owner, state_dir);
        fill(*bench, holding);
        CHECK(items_of(bench->index(write.feature)) == items_at_trakt(write.feature, holding));
    };
    sweep(work);
}

}  // namespace

TEST_CASE("A write with a failing disk has a true verdict, and no later index misses it", "[writes]") {
    for (const Write& write : writes)
        for (const Owner owner : {Owner::User, Owner::LoginAlone}) sweep_write(write, Afterwards::SameProcess, owner);
}

TEST_CASE("A process that ends right after its write leaves no snapshot that hides it", "[writes]") {
    for (const Write& write : writes)
        for (const Owner owner : {Owner::User, Owner::LoginAlone})
            sweep_write(write, Afterwards::AnotherProcess, owner);
}
