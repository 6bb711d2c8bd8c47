// One kind of the history read from its first page to its last, with the pages that an unfinished read has left.
#pragma once

#include <memory>
#include <string>

#include "features/history/one_kind.hpp"
#include "features/history/play_rows.hpp"
#include "index/paging/list_reader.hpp"
#include "index/paging/page_journal.hpp"

namespace mod_trakt::features {

class FullReader {
public:
    FullReader(const KeyRules& rules, MediaType type, std::shared_ptr<index::PageJournal> journal, const Clock& clock)
        : rows_(rules, type), journal_(std::move(journal)), clock_(&clock), begun_ms_(clock.steady_ms()) {}

    // What index::read_lists wants; refers to this object.
    index::List list(std::string path, const account::Context& context);
    const RowTally& tally() const noexcept { return rows_.tally(); }
    KindResult finish(const index::ListOutcome& outcome) &&;
    // The read was broken off: what it has is kept for the next one.
    void keep() { journal_->flush(plays_); }

private:
    void take(const trakt::Page& page, std::span<const json::Value> rows);
    std::optional<index::PageFacts> take_kept(std::int64_t page);
    void restart();

    PlayRows rows_;
    std::shared_ptr<index::PageJournal> journal_;
    std::vector<index::Play> plays_;
    std::int64_t pages_ = 0;  // taken
    const Clock* clock_;
    std::int64_t begun_ms_;
};

}  // namespace mod_trakt::features
