// Reads the history: decides for movies and for episodes what is still known, and brings the rest up to date.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "features/history/both_kinds.hpp"
#include "features/history/full_read.hpp"
#include "features/history/hidden_plays.hpp"
#include "features/history/history.hpp"
#include "features/history/one_kind.hpp"
#include "features/history/skipped_plays.hpp"
#include "features/suspicious_drop.hpp"
#include "features/witnesses.hpp"
#include "index/paging/list_reader.hpp"
#include "index/plays/history_document.hpp"
#include "trakt/page.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::features {
namespace {

// One read of the history. A kind that is the present state already is kept. Else it is brought up to date by a proof
// if possible, and read in full if not.
class HistoryReader {
public:
    // `most_requests`: for the reads of each kind; nullopt: no limit.
    HistoryReader(account::Context& context, const CallScope& scope,
                  std::optional<std::int64_t> most_requests = std::nullopt)
        : context_(context), scope_(scope), most_requests_(most_requests), last_(context.knowledge.last(feature)) {}

    // Null when more than most_requests are needed.
    index::SnapshotPtr run() {
        stamps_ =
            scope_.fresh ? context_.knowledge.stamps_anew(feature, scope_) : context_.knowledge.stamps(feature, scope_);
        for (const MediaType type : {MediaType::Movie, MediaType::Episode}) plan(type);
        if (std::none_of(kinds_.begin(), kinds_.end(), [](const Kind& kind) { return kind.reason.has_value(); })) {
            context_.knowledge.trust(feature, last_);
            return last_;
        }
        if (takes_too_much()) return nullptr;
        index::ReadProgress progress(feature, scope_, context_.log);
        if (!read_all(progress)) return nullptr;
        if (last_ != nullptr && is_suspicious_drop(last_->count(), count())) {
            context_.log.say(LogLevel::Warn, name_of(feature), "drop_read_again");
            std::array<CountsOfType, 2> counts;
            for (std::size_t i = 0; i < kinds_.size(); ++i) {
                const index::SnapshotSection* section = last_->section(plural(kinds_[i].type));
                counts[i] = {section != nullptr ? section->count : 0, count_of(kinds_[i])};
                kinds_[i].reason = ReadReason::FullReadDue;
            }
            if (!read_all(progress)) return nullptr;
            for (std::size_t i = 0; i < kinds_.size(); ++i) counts[i].second = count_of(kinds_[i]);
            confirm_drop(counts);
        }
        index::SnapshotPtr snapshot = conclude();
        progress.finish(static_cast<std::int64_t>(snapshot->count()));
        context_.knowledge.keep(feature, snapshot);
        for (const auto& journal : journals_) journal->discard();
        return snapshot;
    }

private:
    static constexpr FeatureId feature = FeatureId::History;
    // Changed ids of a title are visible in the rows only, so all rows are read at least this often.
    static constexpr std::int64_t full_read_after_ms = 7 * day_ms;

    struct Kind {
        MediaType type = MediaType::Movie;
        std::optional<ReadReason> reason;     // nullopt: `list` is the present state
        std::optional<index::PlayList> list;  // as far as it is known
        index::Checked checked;
        SkippedPlays skipped;              // of the last snapshot
        bool stamp_is_mature = true;       // and unchanged since the last snapshot
        bool changed = false;              // since the last snapshot
        bool has_headers = false;          // see index::SnapshotSection
        std::int64_t known_plays = 0;      // in the last snapshot
        std::int64_t known_hidden = 0;     // rows that no page showed, in the last snapshot
        std::optional<KindResult> result;  // of this round
        std::string_view leaf() const { return trakt::leaf_of(feature, type); }
        std::string path() const { return trakt::list_path(feature, type); }
    };

    void plan(MediaType type) {
        Kind& kind = kinds_.emplace_back();
        kind.type = type;
        kind.reason = ReadReason::FullReadDue;
        const index::SnapshotSection* section = last_ != nullptr ? last_->section(plural(type)) : nullptr;
        if (section != nullptr) {
            kind.has_headers = section->has_headers;
            kind.known_hidden = static_cast<std::int64_t>(section->hidden);
            kind.known_plays = static_cast<std::int64_t>(section->plays);
        }
        if (section != nullptr && section->skipped > 0)
            kind.skipped = SkippedPlays(index::plays_of(last_, plural(type)), section->skips_unconfirmed);
        if (section == nullptr || scope_.fresh || trakt::value_of(stamps_.stamps, kind.leaf()).empty()) return;
        kind.checked = section->checked;
        const auto freshness = last_->freshness(kind.leaf(), stamps_.stamps);
        kind.stamp_is_mature = freshness == index::Freshness::Current;
        const std::int64_t verify_ms = context_.options.verify_ms;
        if (kind.skipped.unconfirmed() ||
            scope_.clock().is_older(kind.checked.read_in_full_ms, std::max(verify_ms, full_read_after_ms)))
            kind.reason = ReadReason::FullReadDue;
        else if (scope_.clock().is_older(kind.checked.verified_ms, verify_ms))
            // A watched map cannot be compared with skipped rows.
            kind.reason = kind.skipped.any()     ? ReadReason::FullReadDue
                          : kind.stamp_is_mature ? ReadReason::VerifyDue
                                                 : ReadReason::VerifyDueAndStampMoved;
        else
            kind.reason = reason_for(freshness);
        // Without headers in any read so far, it is not known how many hidden rows a count includes.
        if (kind.reason && !kind.has_headers) kind.reason = ReadReason::FullReadDue;
    }

    std::optional<ReadReason> reason_for(index::Freshness freshness) const {
        // An own write must never be missed, but its change and another one may cancel in the count. So all is
        // compared.
        if (context_.knowledge.written_to(feature)) return ReadReason::VerifyDue;
        switch (freshness) {
            // Without a map, a rank search may take as many pages as a full read, so a limited read uses the map only.
            case index::Freshness::Moved: return most_requests_ ? ReadReason::VerifyDue : ReadReason::StampMoved;
            case index::Freshness::Young: return ReadReason::StampYoung;
            case index::Freshness::Current: break;
        }
        return std::nullopt;
    }

    bool takes_too_much() const {
        if (!most_requests_) return false;
        std::int64_t pages = 0;
        for (const Kind& kind : kinds_) {
            if (kind.reason != ReadReason::FullReadDue) continue;
            const index::SnapshotSection* known = last_ != nullptr ? last_->section(plural(kind.type)) : nullptr;
            if (known == nullptr) return true;
            pages += pages_of(static_cast<std::int64_t>(known->plays), context_.options.of(feature).pages.per_page);
        }
        return pages > *most_requests_;
    }

    // Reads until each kind is known as it was at one moment. Returns false when more than most_requests are needed.
    bool read_all(index::ReadProgress& progress) {
        for (int round = 1;; ++round) {
            update_known();
            if (takes_too_much()) return false;
            read_in_full(progress);
            if (accept_round()) return true;
            // Kept pages of a list that moved are not valid.
            for (const auto& journal : std::exchange(journals_, {})) journal->discard();
            if (round >= index::max_rounds)
                throw index::incomplete("partial_read", "the history changed during each of " +
                                                            std::to_string(index::max_rounds) +
                                                            " reads; build the index again later");
            look_at_all_keys_ = true;
        }
    }

    std::int64_t most_requests() const { return most_requests_.value_or(HistoryKind::no_limit); }

    void update_known() {
        for (Kind& kind : kinds_) {
            // A list that needs no read is loaded too, because the document contains it.
            if (!kind.list && kind.reason != ReadReason::FullReadDue)
                kind.list = index::plays_of(last_, plural(kind.type));
            if (!kind.list) kind.reason = ReadReason::FullReadDue;
        }
        // Updating both kinds together saves a request only if they are read for the same reason.
        const auto &first = kinds_[0].reason, &second = kinds_[1].reason;
        std::array<MapHint, 2> maps;
        for (std::size_t i = 0; i < kinds_.size(); ++i) maps[i].refused = is_map_absent(kinds_[i]);
        const bool both = first && second && *first != ReadReason::FullReadDue && *second != ReadReason::FullReadDue &&
                          (*first == *second || (compares_all(*first) && compares_all(*second))) && !maps[0].refused &&
                          !maps[1].refused;
        if (both) maps = update_both();
        for (std::size_t i = 0; i < kinds_.size(); ++i) {
            Kind& kind = kinds_[i];
            if (!kind.reason || kind.reason == ReadReason::FullReadDue) continue;
            if (!kind.result)
                kind.result =
                    HistoryKind(kind.type, context_, scope_, most_requests()).update(*kind.list, *kind.reason, maps[i]);
            if (maps[i].is_absent) kind.checked.map_absent_ms = scope_.clock().unix_ms();
            if (!kind.result) {
                kind.reason = ReadReason::FullReadDue;
                continue;
            }
            kind.changed = kind.changed || kind.result->changed;
            changed_seconds_.merge(std::move(kind.result->changed_seconds));
        }
    }

    std::array<MapHint, 2> update_both() {
        std::array<KnownKind, 2> known;
        for (std::size_t i = 0; i < known.size(); ++i) known[i] = {kinds_[i].type, &*kinds_[i].list, *kinds_[i].reason};
        PairResult pair = update_pair(known, context_, scope_, most_requests());
        for (std::size_t i = 0; i < known.size(); ++i) {
            kinds_[i].result = std::move(pair.results[i]);
            if (pair.next[i] == PairResult::Next::ReadInFull) kinds_[i].reason = ReadReason::FullReadDue;
        }
        return std::move(pair.maps);
    }

    void read_in_full(index::ReadProgress& progress) {
        std::vector<Kind*> wanted;
        for (Kind& kind : kinds_)
            if (kind.reason == ReadReason::FullReadDue) wanted.push_back(&kind);
        if (wanted.empty()) return;
        look_at_all_keys_ = true;
        Witnesses witnesses(context_, scope_);
        std::vector<FullReader> readers;
        std::vector<index::List> lists;
        readers.reserve(wanted.size());  // `lists` refers to the elements
        for (Kind* kind : wanted) {
            kind->list.reset();
            readers.emplace_back(context_.options.keys, kind->type, kept_pages_of(*kind), scope_.clock());
            index::List& list = lists.emplace_back(readers.back().list(kind->path(), context_, scope_, witnesses));
            list.headers_known = kind->has_headers;
            list.known_entries = kind->known_plays;
            list.known_hidden = kind->known_hidden;
            list.shows_known_rows = [this, kind, &reader = readers.back()] {
                const auto known = index::plays_of(last_, plural(kind->type));
                return known && reader.has_all_of(known->plays);
            };
            list.was_seen_before = [this, path = kind->path()](const index::RowsSeen& rows) {
                return context_.knowledge.note_sighting(feature, path, rows);
            };
        }
        std::vector<index::ListOutcome> outcomes;
        try {
            outcomes = index::read_lists(context_.api, lists, feature, &progress, scope_, context_.log);
        } catch (const Failure&) {
            for (FullReader& reader : readers) reader.keep();
            throw;
        }
        RowTally tally;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (readers[i].tally().is_mostly_skipped()) readers[i].tally().fail();
            tally += readers[i].tally();
            wanted[i]->changed = true;
            wanted[i]->has_headers = wanted[i]->has_headers || outcomes[i].has_headers;
            wanted[i]->result = std::move(readers[i]).finish(outcomes[i]);
            keep_known_plays(wanted[i]->result->list, last_, wanted[i]->type);
            // A read without counts does not show whether rows are hidden.
            if (!outcomes[i].item_count) wanted[i]->result->list.hidden = wanted[i]->known_hidden;
            if (wanted[i]->result->list.hidden > 0) compare_with_map(*wanted[i]);
        }
        tally.conclude(feature, context_.log);
    }

    // Without the times of hidden rows that the map has, a later map cannot be compared with the rows.
    void compare_with_map(Kind& kind) {
        if (is_map_absent(kind)) return;
        kind.result->may_be_torn = true;
        if (!note_hidden_times(kind.result->list, kind.type, context_, scope_))
            kind.checked.map_absent_ms = scope_.clock().unix_ms();
    }

    // A server without watched maps is asked for them once in verify_hours.
    bool is_map_absent(const Kind& kind) const {
        return !scope_.clock().is_older(kind.checked.map_absent_ms, context_.options.verify_ms);
    }

    // A young stamp does not prove that kept pages are still valid.
    std::shared_ptr<index::PageJournal> kept_pages_of(const Kind& kind) {
        const std::string stamp(trakt::value_of(stamps_.stamps, kind.leaf()));
        const bool usable = !scope_.fresh && index::is_mature(stamp, stamps_.taken_ms);
        // The key changes every 6 hours, so kept pages expire even if the stamp never moves.
        constexpr std::int64_t period_ms = 6 * hour_ms;
        return journals_.emplace_back(
            usable ? context_.knowledge.pages_of(feature, kind.type,
                                                 stamp + "/" + std::to_string(stamps_.taken_ms / period_ms),
                                                 context_.options.of(feature).pages.per_page)
                   : std::make_shared<index::PageJournal>());
    }

    // Takes over the results of this round. If a kind was read in several answers and has changed between them, sets a
    // reason to read it again and returns false.
    bool accept_round() {
        const bool any_torn = std::any_of(kinds_.begin(), kinds_.end(),
                                          [](const Kind& kind) { return kind.result && kind.result->may_be_torn; });
        const index::StampReading now = any_torn ? context_.knowledge.stamps_anew(feature, scope_) : stamps_;
        bool is_accepted = true;
        for (Kind& kind : kinds_) {
            if (!kind.result) continue;
            KindResult result = *std::exchange(kind.result, std::nullopt);
            kind.list = std::move(result.list);
            kind.reason.reset();
            if (!result.in_full) check_page_cap(kind);
            if (result.verified) kind.checked.verified_ms = scope_.clock().unix_ms();
            if (result.in_full) kind.checked.read_in_full_ms = scope_.clock().unix_ms();
            if (!kind.stamp_is_mature && !result.in_full) plan_full_read(kind.checked);
            if (!result.may_be_torn || is_of_one_moment(kind, result, now.stamps)) continue;
            is_accepted = false;
            context_.log.with(LogLevel::Warn, name_of(feature), "list_moved",
                              [&](json::Writer& fields) { fields.member("path", kind.path()); });
            // The watched map shows any change made in between; without a map the kind is read in full.
            kind.reason = ReadReason::VerifyDue;
            trakt::set_value(stamps_.stamps, kind.leaf(), trakt::value_of(now.stamps, kind.leaf()));
        }
        return is_accepted;
    }

    // The cap is checked for every way of reading, so that the outcome does not depend on the cache.
    void check_page_cap(const Kind& kind) const {
        const index::PageOptions& pages = context_.options.of(feature).pages;
        const auto plays = static_cast<std::int64_t>(kind.list->plays.size());
        if (pages.max_pages && pages_of(plays, pages.per_page) > *pages.max_pages)
            throw index::beyond_page_cap(kind.path(), *pages.max_pages);
    }

    // Schedules a full read when verify_hours have passed. Times and titles agree now, but the stamp may have moved for
    // a change that they do not show, such as a play that was removed and added again at the same minute.
    void plan_full_read(index::Checked& checked) const {
        const std::int64_t verify_ms = context_.options.verify_ms;
        const std::int64_t due_in_ms = verify_ms - std::max(verify_ms, full_read_after_ms);
        checked.read_in_full_ms = std::min(checked.read_in_full_ms, scope_.clock().unix_ms() + due_in_ms);
    }

    bool is_of_one_moment(const Kind& kind, const KindResult& result, const trakt::Stamps& now) const {
        const std::string_view before = trakt::value_of(stamps_.stamps, kind.leaf());
        const std::string_view after = trakt::value_of(now, kind.leaf());
        if (!before.empty() && !after.empty()) return before == after;
        const trakt::Page page =
            trakt::get_page(context_.api, kind.path(), 1, context_.options.of(feature).pages.per_page, scope_);
        const index::PageFacts facts = index::facts_of(page, history_list(kind.path(), context_));
        return facts.item_count == result.item_count && facts.ids == result.first_page_ids;
    }

    static std::uint64_t count_of(const Kind& kind) {
        std::uint64_t usable = 0;
        for (const index::Play& play : kind.list->plays) usable += play.entry.empty() ? 0 : 1;
        return usable;
    }
    std::uint64_t count() const {
        std::uint64_t usable = 0;
        for (const Kind& kind : kinds_) usable += count_of(kind);
        return usable;
    }

    index::SnapshotPtr conclude() {
        std::vector<index::CheckedSection> checked;
        for (const Kind& kind : kinds_) checked.push_back({plural(kind.type), kind.checked});
        if (std::none_of(kinds_.begin(), kinds_.end(), [](const Kind& kind) { return kind.changed; }))
            return last_->proven_again(stamps_, checked);
        std::vector<index::HistorySection> sections;
        for (Kind& kind : kinds_) {
            const bool unconfirmed = kind.skipped.has_newly_skipped(*kind.list);
            sections.push_back({std::string(plural(kind.type)), *std::exchange(kind.list, std::nullopt), kind.checked,
                                unconfirmed, kind.has_headers});
        }
        return index::make_history(std::move(sections), look_at_all_keys_ ? nullptr : &changed_seconds_, stamps_,
                                   scope_.clock().unix_ms(), context_.options.keys);
    }

    account::Context& context_;
    const CallScope& scope_;
    std::optional<std::int64_t> most_requests_;
    index::SnapshotPtr last_;
    index::StampReading stamps_;  // the stamps before the lists were read
    std::vector<Kind> kinds_;
    std::vector<std::shared_ptr<index::PageJournal>> journals_;
    bool look_at_all_keys_ = false;
    std::unordered_set<std::int64_t> changed_seconds_;
};

}  // namespace

index::SnapshotPtr History::read(account::Context& context, const CallScope& scope) const {
    return HistoryReader(context, scope).run();
}

index::SnapshotPtr update_history(std::int64_t most_requests, account::Context& context, const CallScope& scope) {
    if (context.knowledge.last(FeatureId::History) == nullptr) return nullptr;
    return HistoryReader(context, scope, most_requests).run();
}

}  // namespace mod_trakt::features
