#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "auth/credential_store.hpp"
#include "documents.hpp"
#include "http/rate_governor.hpp"
#include "state/shared_rate_ledger.hpp"
#include "support/error.hpp"
#include "targets.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::fuzz {
namespace {

namespace fs = std::filesystem;

// One folder for the whole process.
const test::TempFolder& folder() {
    static const test::TempFolder made;
    return made;
}

state::Files& files() {
    static state::SystemFiles system;
    return system;
}

void check_equal(const auth::StoredTokens& read, const auth::StoredTokens& saved) {
    promise(read.access_token == saved.access_token && read.refresh_token == saved.refresh_token &&
                read.expires_at_ms == saved.expires_at_ms && read.origin == saved.origin,
            "tokens that were saved are read back");
}

void run_credentials(std::string_view bytes) {
    const std::string home = folder() / "credentials";
    const std::string file = home + "/credentials.json";
    fs::remove_all(home);
    fs::create_directory(home);
    test::spit(file, bytes);
    const auto open = [&](const std::string& origin) {
        return auth::make_file_store(files(), file, home + "/credentials.lock", "default", origin);
    };
    const auto before = open("o")->load();
    if (before) promise(!before->access_token.empty(), "a login has a token");
    auth::StoredTokens tokens = before.value_or(auth::StoredTokens{Secret("a"), Secret("r"), 1, "o"});
    open(tokens.origin)->save(tokens);
    const auto after = open(tokens.origin)->load();
    promise(after.has_value(), "what was saved is there");
    check_equal(*after, tokens);

    std::string kept(bytes);
    const HostStore host{[&](const std::string&) { return std::optional(kept); },
                         [&](const std::string&, std::string_view value) { kept = value; }};
    if (const auto stored = auth::make_host_store(host)->load()) {
        auth::make_host_store(host)->save(*stored);
        const auto again = auth::make_host_store(host)->load();
        promise(again.has_value(), "what the host keeps can be read");
        check_equal(*again, *stored);
    }
}

// The mark of the format and of this start of the machine, without which a ledger is not looked at.
constexpr std::size_t ledger_mark_bytes = 48;

void run_ledger(std::string_view bytes, bool marked) {
    const std::string file = folder() / "rate";
    fs::remove(file);
    std::string text(bytes);
    if (marked) {
        state::make_shared_rate_ledger(files(), file)->update([](http::RateState& state) { state.next_write_ms = 1; });
        text.insert(0, test::slurp(file).substr(0, ledger_mark_bytes));
    }
    test::spit(file, text);
    test::FakeClock clock;
    http::RateGovernor governor({}, clock, state::make_shared_rate_ledger(files(), file));
    bool held_back = false;  // by something that may last longer than the window
    state::make_shared_rate_ledger(files(), file)->update([&](http::RateState& state) {
        const std::int64_t latest_ms = std::max({state.paused_until_ms, state.server_until_ms, state.next_write_ms});
        held_back = latest_ms > clock.steady_ms();
    });
    for (const auto method : {http::Method::Get, http::Method::Post}) {
        const std::int64_t wait_ms = governor.try_acquire(method);
        promise(wait_ms >= 0, "nobody waits back into the past");
        promise(wait_ms <= http::RateGovernor::longest_pause_ms, "no wait is longer than the longest pause");
        promise(held_back || wait_ms <= http::RateGovernor::window_ms, "without a pause the window is waited for");
    }
    promise(governor.paused_ms() >= 0, "a pause is not negative");
    promise(governor.snapshot().own_remaining.value_or(0) >= 0, "what is left is not negative");
    std::optional<std::deque<std::int64_t>> seen;
    for (int i = 0; i < 2; ++i)
        state::make_shared_rate_ledger(files(), file)->update([&](http::RateState& state) {
            if (seen) promise(*seen == state.reads_ms, "processes see the same reads");
            seen = state.reads_ms;
        });
}

// A module that has read three plays and a watchlist, and what it left in its folder.
struct Origin {
    std::map<std::string, std::string> files;
    std::map<std::string, std::string> items;  // by feature, as JSON text
};

std::string state_dir() { return folder() / "state"; }

test::ModuleBench make_bench() { return test::ModuleBench("", R"(,"state_dir":")" + state_dir() + "\""); }

void fill(test::ModuleBench& bench) {
    const auto play = [](const char* id, const char* imdb, const char* at) {
        return std::string(R"({"id":)") + id + R"(,"watched_at":")" + at +
               R"(","type":"movie","movie":{"title":"M","year":2000,"ids":{"imdb":")" + imdb + R"(","trakt":9)" + id +
               "}}}";
    };
    bench.lists["/sync/history/movies"] = "[" + play("3", "tt3", "2024-03-01T10:00:00.000Z") + "," +
                                          play("2", "tt2", "2024-02-01T10:00:00.000Z") + "," +
                                          play("1", "tt2", "2024-01-01T10:00:00.000Z") + "]";
    bench.lists["/sync/watchlist"] =
        R"([{"type":"show","show":{"title":"S","year":2001,"ids":{"trakt":5,"slug":"s"}}}])";
}

std::string items_of(std::string_view index) {
    check_index(std::string(index));
    json::Document document;
    promise(!document.parse(std::string(index)), "an index is JSON");
    std::string text;
    json::Writer writer(text);
    writer.value(document.root()["items"]);
    return text;
}

Origin make_origin() {
    fs::remove_all(state_dir());
    Origin origin;
    test::ModuleBench bench = make_bench();
    fill(bench);
    for (const char* feature : {"history", "watchlist"})
        origin.items[feature] = items_of(bench.module->build_index(feature, bench.scope()).text);
    for (const auto& entry : fs::recursive_directory_iterator(state_dir()))
        if (entry.is_regular_file()) origin.files[entry.path().string()] = test::slurp(entry.path().string());
    return origin;
}

// Bytes in threes: two for the place, one for what is put there; a place beyond the end cuts the file.
std::string edited(std::string text, std::string_view edits) {
    for (; edits.size() >= 3; edits.remove_prefix(3)) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(edits[i]); };
        const std::size_t at = byte(0) * 256u + byte(1);
        if (at < text.size())
            text[at] = edits[2];
        else
            text.resize(text.size() * byte(2) / 256);
    }
    return text;
}

// Whatever stands in the folder: without a network there is the last index or an error, with one there is the index.
void run_cache(std::string_view bytes, bool whole) {
    static const Origin origin = make_origin();
    if (bytes.empty()) return;
    const std::size_t chosen = static_cast<unsigned char>(bytes.front()) % origin.files.size();
    bytes.remove_prefix(1);
    fs::remove_all(state_dir());
    std::size_t index = 0;
    for (const auto& [path, text] : origin.files) {
        fs::create_directories(fs::path(path).parent_path());
        if (index++ == chosen)
            test::spit(path, whole ? std::string(bytes) : edited(text, bytes));
        else
            test::spit(path, text);
    }
    for (const auto& [feature, items] : origin.items) {
        {
            test::ModuleBench offline = make_bench();
            offline.odd = [](const http::Request&) -> std::optional<http::Outcome> {
                return test::lost(http::TransportError::Kind::Connect, true);
            };
            CallScope scope = offline.scope();
            scope.allow_stale = true;
            try {
                promise(items_of(offline.module->build_index(feature, scope).text) == items,
                        "an old index is the last one");
            } catch (const Failure& failure) {
                promise(failure.error().status == Status::Network, "without a network nothing else is wrong");
            }
        }
        test::ModuleBench bench = make_bench();
        fill(bench);
        promise(items_of(bench.module->build_index(feature, bench.scope()).text) == items,
                "a damaged folder costs requests, and nothing else");
        if (feature != "history") continue;
        const char* play = R"([{"type":"movie","ids":{"imdb":"tt3"},"watched_at":"2024-03-01T10:00:00Z"}])";
        promise(bench.take(bench.module->add(feature, play, bench.dry())) == "existing",
                "what is held is known, whatever the tables were");
    }
}

}  // namespace

void run_state_files(std::string_view input) {
    if (input.empty()) return;
    const std::string_view bytes = input.substr(1);
    switch (input.front()) {
        case 'c': return run_credentials(bytes);
        case 'l': return run_ledger(bytes, true);
        case 'r': return run_ledger(bytes, false);
        case 's': return run_cache(bytes, false);
        case 'w': return run_cache(bytes, true);
        default: return;
    }
}

}  // namespace mod_trakt::fuzz
