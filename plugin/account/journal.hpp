// The journal of an account: which plays were sent to be added or removed, and what is certain of them. It is a record
// of uncertainty and no list of things to do: nothing is ever sent because of an entry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/change.hpp"
#include "model/feature_id.hpp"
#include "model/title_name.hpp"
#include "state/appended_file.hpp"
#include "support/clock.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::account {

// One per handle and account; not thread-safe. Times are Trakt's (Unix epoch, ms).
class Journal {
public:
    enum class State : std::uint8_t {
        Open,   // sent; whether it was applied is not certain
        There,  // it was added, or was there
        Gone,   // it was removed, or was not there
        Ended,  // not applied
    };
    struct Play {
        TitleName title;
        std::int64_t minute_ms = 0;
    };
    struct Entry {
        std::string request;     // a word that no other request has
        std::size_t number = 0;  // of the play in that request
        FeatureId feature = FeatureId::History;
        Change change = Change::Add;
        Play play;
        State state = State::Open;
        std::int64_t at_ms = 0;  // when it got its state
    };
    using Outcome = std::pair<std::size_t, State>;  // of the play with that number

    // `path` is a file that other processes use too. `files` must outlive it.
    Journal(state::Files& files, std::string path) : file_(files, std::move(path)) {}

    // Reads what others have appended. Throws Failure HOST when the file cannot be read; a damaged one is set aside,
    // and the failure says so.
    void load();
    // Records that these plays are about to be sent; afterwards they are open, also after a power failure. Returns the
    // word of the request. Throws Failure HOST: then they must not be sent. Precondition, also of settle(): the
    // caller has the turn, and has called load() under it.
    std::string begin(FeatureId feature, Change change, std::span<const Play> plays, std::int64_t now_ms);
    // Records what became of open plays of a request. Others are left as they are.
    void settle(std::string_view request, std::span<const Outcome> outcomes, std::int64_t now_ms);
    // The last entry of the same title and minute, those that ended excepted; null when there is none.
    const Entry* last(const Play& play) const;
    // The entry of that play of a request; null when there is none.
    const Entry* find(const std::string& request, std::size_t number) const;
    // Open entries that no later entry of the same title and minute replaces.
    std::vector<const Entry*> open(FeatureId feature) const;

private:
    static constexpr std::int64_t kept_ms = day_ms;  // of an entry that is certain
    static constexpr std::int64_t compacted_bytes = 1 << 20;

    void read_on();
    bool read_line(std::string line);
    bool read_request(json::Value line);
    bool read_outcomes(json::Value line);
    void add(Entry entry);
    void apply(std::string_view request, std::span<const Outcome> outcomes, std::int64_t now_ms);
    void compact(std::int64_t now_ms);
    void clear() noexcept;
    // What is in memory may lack a part if `work` throws, so that the file is then read again from its start.
    template <typename Work>
    void keep_whole(Work&& work);

    state::AppendedFile file_;
    std::vector<Entry> entries_;
    std::unordered_map<std::string, std::pair<std::size_t, std::size_t>> requests_;  // first entry and count
    std::unordered_multimap<std::uint64_t, std::size_t> by_likeness_;
    std::int64_t compact_at_bytes_ = compacted_bytes;
};

}  // namespace mod_trakt::account
