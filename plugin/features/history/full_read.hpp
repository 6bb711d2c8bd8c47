// Reads one kind of the history from its first page to its last, using the pages that an unfinished read has kept.
#pragma once

#include <memory>
#include <string>

#include "features/history/one_kind.hpp"
#include "features/history/play_rows.hpp"
#include "features/witnesses.hpp"
#include "index/paging/list_reader.hpp"
#include "index/paging/page_journal.hpp"

namespace mod_trakt::features {

class FullReader {
public:
    FullReader(const KeyRules& rules, MediaType type, std::shared_ptr<index::PageJournal> journal, const Clock& clock)
        : type_(type), rows_(rules, type), journal_(std::move(journal)), clock_(&clock), begun_ms_(clock.steady_ms()) {}

    // The list for index::read_lists(); it refers to this object.
    // The arguments are borrowed until the list is read.
    index::List list(std::string path, account::Context& context, const CallScope& scope, Witnesses& witnesses);
    const RowTally& tally() const noexcept { return rows_.tally(); }
    // True if these plays are among the rows that were read.
    bool has_all_of(std::span<const index::Play> plays) const;
    KindResult finish(const index::ListOutcome& outcome) &&;
    // Keeps the pages that were read, so that the next read continues this one if it is interrupted.
    void keep() {
        if (is_worth_keeping_) journal_->flush(plays_);
    }

private:
    void take(const trakt::Page& page, std::span<const json::Value> rows);
    std::optional<index::PageFacts> take_kept(std::int64_t page);
    index::TiesFilled fill_ties(const index::TiesWanted& ties, account::Context& context, const CallScope& scope);
    void restart();

    MediaType type_;
    PlayRows rows_;
    std::shared_ptr<index::PageJournal> journal_;
    std::vector<index::Play> plays_;
    bool ties_are_filled_ = false;  // plays were appended out of order
    std::int64_t pages_ = 0;        // taken so far
    bool is_worth_keeping_ = false;
    const Clock* clock_;
    std::int64_t begun_ms_;
};

}  // namespace mod_trakt::features
