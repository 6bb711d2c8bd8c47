// The rows of the account at Trakt.
#include "account.hpp"

#include <map>
#include <utility>

namespace mod_trakt::faults {
namespace {

std::string movie(int n) {
    return R"("type":"movie","movie":{"title":"m","year":2000,"ids":{"trakt":)" + std::to_string(7000 + n) +
           R"(,"tmdb":)" + std::to_string(n) + "}}";
}
std::string play(int id, int n, const char* at) {
    return R"({"id":)" + std::to_string(id) + R"(,"watched_at":")" + at + "\"," + movie(n) + "}";
}
std::string rating(int n, int stars) {
    return R"({"rated_at":"2026-08-11T12:00:00.000Z","rating":)" + std::to_string(stars) + "," + movie(n) + "}";
}
std::string listed(int n) {
    return R"({"id":)" + std::to_string(1000 + n) + R"(,"listed_at":"2026-08-11T12:00:00.000Z",)" + movie(n) + "}";
}

constexpr const char* episode_play =
    R"([{"id":20,"watched_at":"2026-07-01T10:00:00.000Z","type":"episode","episode":{"season":1,"number":3,"title":"e",)"
    R"("ids":{"trakt":5}},"show":{"title":"s","year":1999,"ids":{"trakt":9,"tvdb":7}}}])";

}  // namespace

std::unique_ptr<test::HookedFiles> unflushed_files() {
    auto files = std::make_unique<test::HookedFiles>();
    files->flushes = false;
    return files;
}

std::unique_ptr<test::ModuleBench> open_module(const std::string& state_dir, std::unique_ptr<state::Files> files,
                                               const std::string& more) {
    if (files == nullptr) files = unflushed_files();
    return std::make_unique<test::ModuleBench>(more, R"(,"state_dir":")" + state_dir + "\"", std::move(files));
}

void fill(test::ModuleBench& bench, Holding holding) {
    const bool after = holding == Holding::After;
    bench.lists["/sync/history/movies"] = "[" + (after ? play(12, 3, "2026-08-20T10:00:00.000Z") + "," : "") +
                                          play(11, 2, "2026-08-02T10:00:00.000Z") + "," +
                                          play(10, 1, "2026-08-01T10:00:00.000Z") + "]";
    bench.lists["/sync/history/episodes"] = episode_play;
    bench.lists["/sync/ratings/movies"] = "[" + rating(1, 7) + (after ? "," + rating(3, 9) : "") + "]";
    bench.lists["/sync/watchlist"] = "[" + listed(1) + (after ? "," + listed(3) : "") + "]";
}

const std::string& items_at_trakt(const std::string& feature, Holding holding) {
    static std::map<std::pair<std::string, Holding>, std::string> known;
    const auto key = std::pair(feature, holding);
    if (const auto found = known.find(key); found != known.end()) return found->second;
    test::ModuleBench bench;
    fill(bench, holding);
    return known[key] = items_of(bench.index(feature));
}

std::string items_of(const std::string& document) {
    json::Document parsed;
    if (parsed.parse(document) || parsed.root()["complete"].boolean() != true ||
        parsed.root()["stale"].boolean() != false)
        return "no index";
    std::string text;
    json::Writer writer(text);
    writer.value(parsed.root()["items"]);
    return text;
}

}  // namespace mod_trakt::faults
