// Chooses the lists that a read needs, and builds the snapshot from their rows.
#include "features/media/media_read.hpp"

#include <algorithm>
#include <utility>

#include "features/row_tally.hpp"
#include "features/suspicious_drop.hpp"
#include "index/paging/list_reader.hpp"
#include "index/snapshot/media_builder.hpp"

namespace mod_trakt::features {
namespace {

constexpr TypeSet all_types = {true, true, true, true};

class MediaReader {
public:
    MediaReader(const MediaLists& lists, account::Context& context, const CallScope& scope)
        : lists_(lists), context_(context), scope_(scope), last_(context.knowledge.last(lists.feature)) {}

    index::SnapshotPtr run() {
        stamps_ = scope_.fresh ? context_.knowledge.stamps_anew(lists_.feature, scope_)
                               : context_.knowledge.stamps(lists_.feature, scope_);
        TypeSet wanted = changed_types();
        if (std::none_of(wanted.begin(), wanted.end(), [](bool one) { return one; })) {
            context_.knowledge.trust(lists_.feature, last_);
            return last_;
        }
        index::ReadProgress progress(lists_.feature, scope_, context_.log);
        index::SnapshotPtr snapshot = read_all(wanted, progress);
        if (last_ != nullptr && is_suspicious_drop(last_->count(), snapshot->count())) {
            context_.log.say(LogLevel::Warn, name_of(lists_.feature), "drop_read_again");
            const index::SnapshotPtr again = read_all(all_types, progress);
            std::array<CountsOfType, media_type_count> counts;
            for (const MediaType type : media_types)
                counts[index_of(type)] = {count_of(*last_, type), count_of(*snapshot, type), count_of(*again, type)};
            confirm_drop(counts);
            snapshot = again;
        }
        progress.finish(static_cast<std::int64_t>(snapshot->count()));
        context_.knowledge.keep(lists_.feature, snapshot);
        return snapshot;
    }

private:
    static std::uint64_t count_of(const index::CompleteSnapshot& snapshot, MediaType type) {
        const index::SnapshotSection* section = snapshot.section(plural(type));
        return section != nullptr ? section->count : 0;
    }
    std::string_view leaf(MediaType type) const { return trakt::leaf_of(lists_.feature, type); }
    std::string_view leaf_of_all() const { return trakt::leaf_of_all(lists_.feature); }
    const index::PageOptions& pages() const { return context_.options.of(lists_.feature).pages; }

    TypeSet changed_types() const {
        if (last_ == nullptr || scope_.fresh || context_.knowledge.written_to(lists_.feature)) return all_types;
        bool any_skipped = false;
        for (const index::SnapshotSection& section : last_->sections()) {
            // Hidden rows of a list of all types may be of any type.
            const bool hidden = section.hidden > 0 && lists_.all_at_once_is_cheaper;
            any_skipped = any_skipped || section.skipped > 0 || hidden;
            // A replaced row is not in the snapshot, so it would be missing after the row that replaced it is removed.
            if (section.dropped > 0 && !last_->is_current(stamps_.stamps)) return all_types;
            // Skipped rows may be usable now. Unconfirmed ones are read again at once, confirmed ones every
            // verify_hours.
            if (section.skipped > 0 &&
                (section.skips_unconfirmed ||
                 scope_.clock().is_older(section.checked.read_in_full_ms, context_.options.verify_ms)))
                return all_types;
        }
        TypeSet wanted{};
        bool any = false;
        for (const MediaType type : media_types) {
            wanted[index_of(type)] = last_->freshness(leaf(type), stamps_.stamps) != index::Freshness::Current;
            any = any || wanted[index_of(type)];
        }
        // The change belongs to no single type; the list may have another order.
        if (!any && !leaf_of_all().empty() &&
            last_->freshness(leaf_of_all(), stamps_.stamps) != index::Freshness::Current)
            return all_types;
        // Skipped rows may be of any type, so all types are read to count them.
        if (any && any_skipped) return all_types;
        if (any && lists_.all_at_once_is_cheaper && lists_.all_at_once_is_cheaper(wanted)) return all_types;
        return wanted;
    }

    index::SnapshotPtr read_all(TypeSet wanted, index::ReadProgress& progress) {
        for (int round = 1;; ++round) {
            std::optional<index::SnapshotPtr> snapshot = read_once(wanted, progress);
            if (snapshot) return *snapshot;
            if (round >= index::max_rounds)
                throw index::incomplete("partial_read",
                                        std::string(name_of(lists_.feature)) + " changed during each of " +
                                            std::to_string(index::max_rounds) + " reads; build the index again later");
            wanted = all_types;
            stamps_ = context_.knowledge.stamps(lists_.feature, scope_);
            context_.log.say(LogLevel::Warn, name_of(lists_.feature), "list_moved");
        }
    }

    // Nullopt if all types must be read again: the account changed meanwhile, a list has rows of other types, or too
    // many rows of these types were skipped.
    std::optional<index::SnapshotPtr> read_once(const TypeSet& wanted, index::ReadProgress& progress) {
        std::array<std::string_view, media_type_count> names;
        for (const MediaType type : media_types) names[index_of(type)] = plural(type);
        index::MediaBuilder builder(context_.options.keys, names);
        TypeSet kept{};
        std::transform(wanted.begin(), wanted.end(), kept.begin(), [](bool is_wanted) { return !is_wanted; });
        if (wanted != all_types) builder.take_over(*last_, kept);

        const std::vector<MediaList> lists = lists_.lists_of(wanted);
        std::vector<RowTally> tallies(lists.size());
        std::vector<std::uint64_t> hashes(lists.size());  // of the rows that could not be used
        std::vector<index::List> to_read;
        bool has_other_types = false, restarted = false;
        for (std::size_t i = 0; i < lists.size(); ++i) {
            index::List& list = to_read.emplace_back();
            list.path = lists[i].path;
            list.pages = pages();
            list.identity = lists[i].identity;
            list.rows_are_unique = lists_.rows_are_unique;
            list.confirms = lists[i].confirms;
            list.was_seen_before = [this, path = lists[i].path](const index::RowsSeen& rows) {
                return context_.knowledge.note_sighting(lists_.feature, path, rows);
            };
            note_former(lists[i], list);
            list.restart = [&, i] {
                for (const MediaType type : lists[i].types) builder.restart(index_of(type));
                tallies[i] = {};
                hashes[i] = 0;
                restarted = true;
            };
            list.take = [&, i](const trakt::Page& page, std::span<const json::Value> rows) {
                if (lists_.on_page) lists_.on_page(page);
                for (const json::Value row : rows)
                    has_other_types = !take(lists[i], row, tallies[i], hashes[i], builder) || has_other_types;
            };
        }
        const auto outcomes = index::read_lists(context_.api, to_read, lists_.feature, &progress, scope_, context_.log);
        RowTally all;
        for (std::size_t i = 0; i < lists.size(); ++i) {
            all += tallies[i];
            note_skipped(lists[i].types.front(), tallies[i].skipped(), hashes[i], builder);
            builder.note_hidden(index_of(lists[i].types.front()), static_cast<std::uint64_t>(outcomes[i].hidden));
            if (outcomes[i].has_headers || to_read[i].headers_known)
                for (const MediaType type : lists[i].types) builder.note_headers(index_of(type));
        }
        // Few rows of one type are not enough to judge all types.
        if (all.looks_like_schema_change() && wanted != all_types) return std::nullopt;
        for (const RowTally& tally : tallies)
            if (tally.is_mostly_skipped()) tally.fail();
        all.conclude(lists_.feature, context_.log);
        // A list that was restarted has discarded its own types only, so rows of other types may be left.
        const bool misplaced = has_other_types && (restarted || wanted != all_types);
        if (misplaced || !are_of_one_moment(lists, outcomes)) return std::nullopt;
        index::FinishedMedia finished = std::move(builder).finish(stamps_, scope_.clock().unix_ms());
        if (finished.lost > 0)
            context_.log.with(LogLevel::Warn, name_of(lists_.feature), "rows_replaced",
                              [&](json::Writer& fields) { fields.member("rows", finished.lost); });
        return std::move(finished.snapshot);
    }

    // Notes what the last snapshot knows of the list.
    void note_former(const MediaList& list, index::List& to_read) const {
        for (const MediaType type : list.types) {
            const index::SnapshotSection* former = last_ != nullptr ? last_->section(plural(type)) : nullptr;
            if (former == nullptr) continue;
            to_read.headers_known = to_read.headers_known || former->has_headers;
            to_read.known_hidden += static_cast<std::int64_t>(former->hidden);
            to_read.known_entries += static_cast<std::int64_t>(former->count + former->dropped + former->skipped);
        }
    }

    // Rows that were skipped in the last snapshot too are confirmed.
    void note_skipped(MediaType type, std::size_t rows, std::uint64_t rows_hash, index::MediaBuilder& builder) const {
        const index::SnapshotSection* former = last_ != nullptr ? last_->section(plural(type)) : nullptr;
        const bool known = former != nullptr && former->skipped == rows && former->skipped_rows_hash == rows_hash;
        builder.note_skipped(index_of(type), rows, rows_hash, rows > 0 && !known);
    }

    // False if the row is of a type that this list should not have, so Trakt did not answer for one type alone. The
    // hash of a skipped row is added to `rows_hash`.
    static bool take(const MediaList& list, json::Value row, RowTally& tally, std::uint64_t& rows_hash,
                     index::MediaBuilder& builder) {
        const trakt::RowResult result = list.to_row(row);
        if (const auto* skipped = std::get_if<trakt::SkippedRow>(&result)) {
            tally.count_skipped(skipped->reason);
            rows_hash += index::hash_of_row(row);
            return true;
        }
        const auto& taken = std::get<trakt::Row>(result);
        const MediaType type = taken.type;
        builder.add(index_of(type), taken.item, taken.trakt_id, taken.epoch_ms, taken.listed_ms);
        tally.count_taken();
        return std::find(list.types.begin(), list.types.end(), type) != list.types.end();
    }

    // True if no list that was read in several answers has changed between them.
    bool are_of_one_moment(const std::vector<MediaList>& lists, const std::vector<index::ListOutcome>& outcomes) {
        const bool any_torn = std::any_of(outcomes.begin(), outcomes.end(),
                                          [](const index::ListOutcome& outcome) { return outcome.responses > 1; });
        if (!any_torn) return true;
        const index::StampReading now = context_.knowledge.stamps_anew(lists_.feature, scope_);
        for (std::size_t i = 0; i < lists.size(); ++i)
            if (outcomes[i].responses > 1 && !is_unchanged(lists[i], outcomes[i], now.stamps)) return false;
        return true;
    }

    bool is_unchanged(const MediaList& list, const index::ListOutcome& outcome, const trakt::Stamps& now) {
        std::vector<std::string_view> leaves;
        for (const MediaType type : list.types) leaves.push_back(leaf(type));
        if (!leaf_of_all().empty()) leaves.push_back(leaf_of_all());
        bool known = true;
        for (const std::string_view name : leaves) {
            const std::string_view before = trakt::value_of(stamps_.stamps, name);
            const std::string_view after = trakt::value_of(now, name);
            if (!before.empty() && !after.empty() && before != after) return false;
            known = known && !before.empty() && !after.empty();
        }
        if (known) return true;
        const trakt::Page page = trakt::get_page(context_.api, list.path, 1, pages().per_page, scope_);
        index::List again;
        again.identity = list.identity;
        return page.item_count == outcome.item_count && index::facts_of(page, again).ids == outcome.first_page.ids;
    }

    const MediaLists& lists_;
    account::Context& context_;
    const CallScope& scope_;
    index::SnapshotPtr last_;
    index::StampReading stamps_;  // the stamps before the lists were read
};

}  // namespace

index::SnapshotPtr read_media(const MediaLists& lists, account::Context& context, const CallScope& scope) {
    return MediaReader(lists, context, scope).run();
}

}  // namespace mod_trakt::features
