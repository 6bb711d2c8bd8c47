// The plays of one kind (movies or episodes), brought up to date from what was known, cheapest proof first:
// the newest page, the watched map with one read per changed title or span of time, rank search, a full read.
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

// Why a kind is read again. It decides which proofs count.
enum class ReadReason {
    StampYoung,              // its stamp is the same, but was young when it was taken: it may hide a change
    StampMoved,              // its stamp is another one: something has changed
    VerifyDue,               // verify_hours have passed: all of it is compared
    VerifyDueAndStampMoved,  // as VerifyDue; if no difference is found, a full read follows
    FullReadDue,             // nothing is known that can be compared, or too long ago
};

// True if the newest page cannot serve as proof.
constexpr bool compares_all(ReadReason reason) noexcept {
    return reason == ReadReason::VerifyDue || reason == ReadReason::VerifyDueAndStampMoved;
}

struct KindResult {
    index::PlayList list;
    bool changed = true;       // against what was known
    bool verified = false;     // all of it was compared with what Trakt has
    bool in_full = false;      // every row of it was read
    bool may_be_torn = false;  // several answers, between which the account may have changed
    // Watched moments (epoch seconds) of what came and went, when the list was made from the former one.
    std::unordered_set<std::int64_t> changed_seconds;
    // What was on page 1, to look at again where there are no stamps.
    std::optional<std::int64_t> item_count;
    std::vector<std::int64_t> first_page_ids;
};

// Requests for so many rows.
std::int64_t pages_of(std::int64_t rows, std::int64_t page_size) noexcept;
// Rows without a Trakt id; watched maps do not contain them.
std::int64_t count_without_trakt_id(const index::PlayList& list) noexcept;
// A list of plays as index::read_lists wants it, but for what becomes of its rows.
index::List history_list(std::string path, const account::Context& context);

// What is known of a kind's watched map before it is asked for.
struct MapHint {
    bool refused = false;  // Trakt does not serve it
    std::optional<trakt::WatchedMap> map;
};

class HistoryKind {
public:
    static constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

    // `type` is Movie or Episode. `most_requests`: what the reads of one proof may cost, be it less than a full read.
    HistoryKind(MediaType type, account::Context& context, const CallScope& scope,
                std::int64_t most_requests = no_limit);

    // From `before`, or nothing when only a full read will tell. Throws Failure.
    std::optional<KindResult> update(const index::PlayList& before, ReadReason reason, MapHint hint);

    // How far a proof has come.
    enum class Step {
        Done,
        Unavailable,   // the next proof may do
        TooExpensive,  // a full read is cheaper, or it costs more than it may
        Moved,         // the account changed meanwhile
    };
    // From `before` and a map that is known to be whole, with reads of what has changed: title by title, or the spans
    // of time that hold all of it, whichever takes fewer requests. `full_cost`: requests of a full read.
    Step update_by_map(const index::PlayList& before, ReadReason reason, const trakt::WatchedMap& map,
                       std::int64_t full_cost, std::optional<KindResult>& read);
    // The result, when `plays` is what the list is now. Nothing when it cannot be: a play stands in it twice, or most
    // rows that came could not be used.
    std::optional<KindResult> finish(const index::PlayList& before, std::vector<index::Play> plays) const;
    // For rows that were read outside.
    PlayRows& rows() noexcept { return rows_; }

private:
    struct Newest;
    Newest read_newest();
    std::optional<KindResult> from_newest_page(const index::PlayList& before, ReadReason reason,
                                               const Newest& newest) const;
    Step by_map(const index::PlayList& before, ReadReason reason, const Newest& newest, MapHint& hint,
                std::optional<KindResult>& read);
    Step read_ranks(const std::vector<std::int64_t>& pages, const Newest& newest, index::RankSearch& search);
    Step by_rank(const index::PlayList& before, const Newest& newest, std::optional<KindResult>& read);
    Step update_by_titles(const index::PlayList& before, std::span<const index::ChangedTitle> changed,
                          const trakt::WatchedMap& map, std::optional<KindResult>& read);
    Step update_by_spans(const index::PlayList& before, const index::SpanPlan& plan, const trakt::WatchedMap& map,
                         std::optional<KindResult>& read);
    // `plays` is the list as it is now, if the numbers add up.
    Step conclude_by_map(const index::PlayList& before, std::vector<index::Play> plays, const trakt::WatchedMap& map,
                         std::optional<KindResult>& read) const;
    // A part of the list that is read by itself.
    struct Part {
        std::string path;
        std::int64_t rows = 0;  // that are expected
    };
    Part part_of(std::int64_t title, const trakt::WatchedMap& map) const;
    // Nothing when Trakt refuses one of them, or it is longer than it can be. Throws Failure for what ends the call.
    std::optional<std::vector<index::Play>> read_parts(std::span<const Part> parts);
    static void note_first_page(const Newest& newest, KindResult& read);

    MediaType type_;
    account::Context& context_;
    const CallScope& scope_;
    PlayRows rows_;
    std::int64_t most_requests_;
    bool spans_serve_ = true;  // until they were not what the map has there
};

}  // namespace mod_trakt::features
