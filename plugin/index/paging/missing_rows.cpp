#include "index/paging/missing_rows.hpp"

#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "index/paging/hidden_rows.hpp"
#include "support/error.hpp"
#include "trakt/failure.hpp"
#include "trakt/page.hpp"

namespace mod_trakt::index {
namespace {

class MissingRows {
public:
    MissingRows(ListPass& pass, const List& list, trakt::Api& api, const CallScope& scope)
        : pass_(pass), list_(list), api_(api), scope_(scope) {}

    Missing find(bool is_last_round) {
        const bool any_ties = list_.fill_ties && !pass_.tied_times().empty();
        if (any_ties && shuffled() > 0) return find_among_ties();
        const Missing rows = find_gaps(any_ties, is_last_round);
        // Hidden rows whose order changes look like rows that were lost.
        return rows == Missing::Lost && any_ties && is_last_round ? find_among_ties() : rows;
    }

private:
    std::int64_t missing() const { return *pass_.item_count() - pass_.rows(); }
    RowsSeen rows_seen() const { return {pass_.rows(), pass_.rows_hash(), *pass_.item_count()}; }
    bool may_be_hidden() const { return static_cast<bool>(list_.was_seen_before); }

    // The rows of equal time that came twice. As many other rows did not come, because the pages had no place for them.
    std::int64_t shuffled() const {
        const auto& pages = pass_.rows_of_pages();
        const std::int64_t received = std::accumulate(pages.begin(), pages.end(), std::int64_t{0});
        return received - pass_.rows() - pass_.repeated();
    }

    // Equal numbers are not enough: a known row may be missing now, and a hidden one may be shown.
    bool has_known_rows() const { return !list_.shows_known_rows || list_.shows_known_rows(); }

    // `any_ties`: rows of one time span pages, and can be looked for among the plays of that time.
    Missing find_gaps(bool any_ties, bool is_last_round) const {
        if (!may_be_hidden()) return Missing::Lost;
        const bool as_known = missing() == list_.known_hidden && pass_.rows() > 0 && !pass_.may_have_moved();
        if (as_known && has_known_rows()) return Missing::Found;
        if (list_.confirms && list_.confirms(rows_seen())) return Missing::Found;
        // A list without any row is more likely an outage.
        if (pass_.rows() == 0) return Missing::Lost;
        switch (look_for_hidden_rows(pass_, [&](std::int64_t page, int limit) { return ids_of(page, limit); })) {
            case Hidden::Proven: return Missing::Found;
            case Hidden::No: return Missing::Lost;
            case Hidden::Shuffled:
                if (any_ties || !is_last_round) return Missing::Lost;
                break;
            case Hidden::Unproven:
                if (as_known) return Missing::Found;
                break;
        }
        // Rows are compared as a set, whatever their order.
        return list_.was_seen_before(rows_seen()) ? Missing::Found : Missing::Unproven;
    }

    Missing find_among_ties() {
        TiesFilled filled;
        const std::int64_t known = list_.known_hidden;
        if (missing() > known) filled = fill(missing() - known);
        if (missing() == known && (known == 0 || has_known_rows())) return Missing::Found;
        if (may_be_hidden()) {
            if (missing() <= known) filled = fill(missing());
            if (missing() == 0 || (list_.confirms && list_.confirms(rows_seen()))) return Missing::Found;
            // Reads of single rows do not depend on their order, but an error of the server may hide a row from them.
            if (filled.all_are_named)
                return missing() == known || list_.was_seen_before(rows_seen()) ? Missing::Found : Missing::Unproven;
        }
        // If this read has found no further rows, and some pages were kept from an earlier read, all pages are read
        // again: then they may have the rows in one order.
        const bool may_find_more = filled.ids.size() > filled.found_before || !pass_.has_kept_pages();
        if (pass_.may_have_moved() || !may_find_more) return Missing::Lost;
        throw incomplete("partial_read", list_.path + " has many rows of one time, in another order in each answer; " +
                                             std::to_string(missing()) +
                                             " of them were not found; build the index again later");
    }

    TiesFilled fill(std::int64_t enough) {
        TiesFilled filled = list_.fill_ties({pass_.tied_times(), missing(), enough});
        pass_.take_found(filled.ids);
        return filled;
    }

    std::optional<std::vector<std::int64_t>> ids_of(std::int64_t page, int limit) const {
        try {
            const trakt::Page read = trakt::get_page(api_, list_.path, page, limit, scope_);
            if (read.item_count != pass_.item_count() || read.limit.value_or(limit) != limit) return std::nullopt;
            return facts_of(read, list_).ids;
        } catch (const Failure& failure) {
            if (trakt::ends_the_call(failure.error().status)) throw;
            return std::nullopt;
        }
    }

    ListPass& pass_;
    const List& list_;
    trakt::Api& api_;
    const CallScope& scope_;
};

}  // namespace

Missing look_for_missing_rows(ListPass& pass, const List& list, bool is_last_round, trakt::Api& api,
                              const CallScope& scope) {
    return MissingRows(pass, list, api, scope).find(is_last_round);
}

}  // namespace mod_trakt::index
