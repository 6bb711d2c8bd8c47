// The journal of an account: which plays were sent to be added or removed, what is certain of them, and what complete
// reads have shown of them. It is a record of uncertainty and no list of things to do: nothing is ever sent because of
// an entry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
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

struct JournalNews;

// One per handle and account; not thread-safe. Times are Trakt's (Unix epoch, ms).
class Journal {
public:
    enum class State : std::uint8_t {
        Open,   // sent; whether it was applied is not certain
        There,  // it was added, or was there
        Gone,   // it was removed, or was not there
        Ended,  // not applied
    };
    // What the first complete read that began late enough says of an entry.
    enum class Answer : std::uint8_t {
        None,       // there was no such read yet
        Shown,      // the account has the play
        Missing,    // it has not
        Ambiguous,  // plays of that minute may be it under other ids, and nothing tells which one is
    };
    struct Play {
        TitleName title;
        std::int64_t minute_ms = 0;
        // Trakt ids of the titles that had a play of that minute before the change was sent.
        std::vector<std::int64_t> beside = {};
    };
    struct Entry {
        std::string request;     // a word that no other request has
        std::size_t number = 0;  // of the play in that request
        FeatureId feature = FeatureId::History;
        Change change = Change::Add;
        Play play;
        State state = State::Open;
        std::int64_t at_ms = 0;  // when it got its state; of an open one whose request has ended, when that was
        bool has_ended = false;  // whether the request of an open one is known to have ended
        Answer answer = Answer::None;
        std::int64_t answered_ms = 0;
    };
    struct Answered {
        std::string request;
        std::size_t number = 0;
        std::optional<State> state;  // absent: it keeps its own
        Answer answer = Answer::None;
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
    // Records what a complete read says of entries, without a flush: what is lost is found by the next read.
    void answer(std::span<const Answered> answers, std::int64_t now_ms);
    // The last entry of the same title and minute, those that ended excepted; null when there is none.
    const Entry* last(const Play& play) const;
    // The entry of that play of a request; null when there is none.
    const Entry* find(const std::string& request, std::size_t number) const;
    // Open entries that no later entry of the same title and minute replaces.
    std::vector<const Entry*> open(FeatureId feature) const;
    // Entries that a complete read has to answer, if it began at least `settle_ms` after they got their state: open
    // ones (whose request may have gone on for longest_request_ms if it is not known to have ended), and certain ones
    // that have no answer or were sent twice and not shown. Only those that no later entry of the same title and minute
    // replaces.
    std::vector<const Entry*> unanswered(std::int64_t read_began_ms, std::int64_t settle_ms) const;
    // Plays of these minutes that were sent to be added and are there or may be, by their last entries.
    std::vector<const Entry*> sent_at(const std::set<std::int64_t>& minutes_ms) const;
    // True if an earlier request has sent the same change of that play, which was not certainly gone between.
    bool was_sent_before(const Entry& entry) const;
    // How many plays that were certainly added a complete read of the last 24 hours did not show.
    std::size_t without_effect(std::int64_t now_ms) const;

    // A request that nobody saw end, because its sender was killed, had ended then.
    static constexpr std::int64_t longest_request_ms = 10 * mod_trakt::minute_ms;
    // How much later than the clock of Trakt another handle may have seen it: answers show whole seconds.
    static constexpr std::int64_t rounding_ms = 2'000;

private:
    static constexpr std::int64_t kept_ms = day_ms;  // of an entry that is answered, or that does not count
    static constexpr std::int64_t kept_unanswered_ms = 7 * day_ms;  // of a certain entry
    static constexpr std::int64_t compacted_bytes = 1 << 20;

    bool is_last(const Entry& entry) const { return last(entry.play) == &entry; }
    bool is_worth_keeping(const Entry& entry, std::int64_t now_ms) const;
    // Calls f for each entry of the same title and minute, in any order.
    template <typename F>
    void each_of(const Play& play, F&& f) const;
    std::span<Entry> of_request(const std::string& request);
    void read_on();
    bool read_line(std::string line);
    bool read_request(json::Value line);
    void add(Entry entry);
    void apply(std::string_view request, const JournalNews& news, std::int64_t now_ms);
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
