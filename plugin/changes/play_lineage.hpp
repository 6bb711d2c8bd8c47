// Which plays the records of runs mean: the history ids of the plays that runs have added, as far as the records and
// the account tell them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "account/run_record.hpp"

namespace mod_trakt::changes {

// A play of a run.
struct RecordedPlay {
    const account::RunChange* change = nullptr;
    std::size_t record = 0;  // its run's place among all records
    std::size_t title = 0;   // number of SameTitles
    std::int64_t minute_ms = 0;

    bool is_later_than(const RecordedPlay& other) const noexcept;
};

// The plays of one title at one minute, in all runs. Such a play is added only while there is none, so each one that
// was added was removed again before the next one came.
class PlayLineage {
public:
    using OwnerOf = std::map<std::int64_t, const account::RunChange*>;  // the addition that is known to have this id

    // Everything is borrowed. `rows`: the history ids of these plays that the account has now.
    PlayLineage(std::span<const RecordedPlay> plays, std::span<const account::RunRecord* const> all,
                const std::vector<std::int64_t>& rows, const OwnerOf& owner_of);

    // Of an added play; 0: it is not there and was not seen, or two rows fit.
    std::int64_t id_of(const account::RunChange& added) const;
    // True if it is not certain whether this addition has made the play that is there: times differ too little.
    bool is_doubtful(const account::RunChange& added) const { return doubtful_.contains(&added); }
    // The rows that may be of any addition whose id is not known.
    const std::vector<std::int64_t>& unowned_rows() const noexcept { return unowned_rows_; }
    // Another run has removed the play and then added it again, or an undo of it has: then this is the same play, with
    // a new history id.
    const RecordedPlay& present_form(const RecordedPlay& added) const;

private:
    using Ids = std::map<const account::RunChange*, std::int64_t>;  // of additions; those that no record has

    // `removed`: ids of plays that are gone, each with its first removal.
    Ids ids_by_time(const std::map<std::int64_t, const RecordedPlay*>& removed, std::int64_t slack_ms) const;
    bool is_after(const RecordedPlay& addition, const RecordedPlay& removal, std::int64_t slack_ms) const;
    bool is_in_order(const Ids& ids) const;
    static std::int64_t id_in(const Ids& ids, const account::RunChange& added);
    bool has_removed(const RecordedPlay& removal, const RecordedPlay& added) const;

    std::span<const RecordedPlay> plays_;
    std::span<const account::RunRecord* const> all_;
    Ids ids_;
    std::set<const account::RunChange*> doubtful_;
    std::vector<std::int64_t> unowned_rows_;
};

}  // namespace mod_trakt::changes
