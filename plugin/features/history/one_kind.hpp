// Brings the plays of one kind (movies or episodes) up to date from the last snapshot. Tries the cheapest proof first:
// the newest page, the watched map with one read per changed title or span of time, the rank search. If all fail, the
// caller reads the kind in full.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "account/context.hpp"
#include "features/history/play_rows.hpp"
#include "index/paging/list_reader.hpp"
#include "index/plays/play_changes.hpp"
#include "index/plays/play_list.hpp"
#include "index/plays/play_spans.hpp"
#include "index/plays/rank_search.hpp"
#include "model/media_type.hpp"
#include "trakt/watched_map.hpp"

namespace mod_trakt::features {

// Why a kind is read again. The reason decides which proofs are valid.
enum class ReadReason {
    StampYoung,              // the stamp is the same but was young, so it may hide a change
    StampMoved,              // the stamp is another one: something has changed
    VerifyDue,               // verify_hours have passed: all plays are compared
    VerifyDueAndStampMoved,  // as VerifyDue; if no difference is found, a full read follows
    FullReadDue,             // there is nothing to compare with, or it is too old
};

// True if the newest page cannot serve as proof.
constexpr bool compares_all(ReadReason reason) noexcept {
    return reason == ReadReason::VerifyDue || reason == ReadReason::VerifyDueAndStampMoved;
}

struct KindResult {
    index::PlayList list;
    bool changed = true;       // since the last snapshot
    bool verified = false;     // all plays were compared
    bool in_full = false;      // every row was read
    bool may_be_torn = false;  // made of several answers, between which the account may have changed
    // The epoch seconds of the plays that were added or removed, if the list was made from the former one.
    std::unordered_set<std::int64_t> changed_seconds;
    // The content of page 1; without stamps, page 1 is read again and compared.
    std::optional<std::int64_t> item_count;
    std::vector<std::int64_t> first_page_ids;
};

// The number of pages for so many rows.
std::int64_t pages_of(std::int64_t rows, std::int64_t page_size) noexcept;
// The number of rows without a Trakt id, which watched maps do not contain.
std::int64_t count_without_trakt_id(const index::PlayList& list) noexcept;
// A list of plays for index::read_lists(), without its callbacks.
index::List history_list(std::string path, const account::Context& context);

// What is known of a kind's watched map before it is requested.
struct MapHint {
    bool refused = false;    // it is not asked for in this call
    bool is_absent = false;  // Trakt has answered in this call that it does not offer it
    std::optional<trakt::WatchedMap> map;
};

class HistoryKind {
public:
    static constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

    // `type` is Movie or Episode. `most_requests`: the most requests for the reads of one proof; they never exceed the
    // requests of a full read either.
    HistoryKind(MediaType type, account::Context& context, const CallScope& scope,
                std::int64_t most_requests = no_limit);

    // Brings `before` up to date; nullopt when only a full read can. `hint`: what is known of the map; afterwards also
    // whether Trakt offers it. Throws Failure.
    std::optional<KindResult> update(const index::PlayList& before, ReadReason reason, MapHint& hint);

    // The outcome of trying one proof.
    enum class Step {
        Done,
        Unavailable,   // this proof is not possible; the next one may be
        TooExpensive,  // it needs more requests than a full read or than most_requests
        Moved,         // the account changed meanwhile
    };
    // Brings `before` up to date by a map that is known to be complete. Reads the changes by title or by spans of time,
    // whichever takes fewer requests. `full_cost`: requests of a full read.
    Step update_by_map(const index::PlayList& before, ReadReason reason, const trakt::WatchedMap& map,
                       std::int64_t full_cost, std::optional<KindResult>& result);
    // Makes a result with `plays` as its list. Nullopt when the list cannot be right: a play is in it twice, or most
    // rows were skipped.
    std::optional<KindResult> finish(const index::PlayList& before, std::vector<index::Play> plays) const;
    // For rows that the caller has read.
    PlayRows& rows() noexcept { return rows_; }

private:
    struct Newest;
    // `hidden`: rows of the list that its count includes and no page shows.
    Newest read_newest(std::int64_t hidden);
    std::optional<KindResult> from_newest_page(const index::PlayList& before, ReadReason reason,
                                               const Newest& newest) const;
    Step by_map(const index::PlayList& before, ReadReason reason, const Newest& newest, MapHint& hint,
                std::optional<KindResult>& result);
    Step read_ranks(const std::vector<std::int64_t>& pages, const Newest& newest, index::RankSearch& search);
    Step by_rank(const index::PlayList& before, const Newest& newest, std::optional<KindResult>& result);
    Step update_by_titles(const index::PlayList& before, std::span<const std::int64_t> changed,
                          const trakt::WatchedMap& map, std::optional<KindResult>& result);
    Step update_by_spans(const index::PlayList& before, const index::SpanPlan& plan, const trakt::WatchedMap& map,
                         std::optional<KindResult>& result);
    // Makes a result of `plays` if its size agrees with the map.
    Step conclude_by_map(const index::PlayList& before, std::vector<index::Play> plays, const trakt::WatchedMap& map,
                         std::optional<KindResult>& result) const;
    // A part of the list that is read separately: a title or a span.
    struct Part {
        std::string path;
        std::int64_t rows = 0;         // expected by the map
        std::int64_t hidden = 0;       // of these, the ones that no page has shown
        std::int64_t most_hidden = 0;  // rows that its count may include and no page shows
    };
    Part part_of(std::int64_t title, const index::PlayList& before, const trakt::WatchedMap& map) const;
    // The plays of all parts, each play once; nullopt when Trakt refuses a part or a part is too long. Throws Failure
    // for an error that ends the call.
    std::optional<std::vector<index::Play>> read_parts(std::span<const Part> parts);
    void read_lists_of(std::span<const Part> parts, std::vector<index::Play>& plays);
    static void note_first_page(const Newest& newest, KindResult& result);

    MediaType type_;
    account::Context& context_;
    const CallScope& scope_;
    PlayRows rows_;
    std::int64_t most_requests_;
    bool spans_serve_ = true;  // false after an update by spans has failed
};

}  // namespace mod_trakt::features
