#include "index/paging/hidden_rows.hpp"

#include <algorithm>

namespace mod_trakt::index {
namespace {

constexpr std::int64_t most_gaps = 20;  // the most pages with gaps that are read again
constexpr std::int64_t parts = 5;       // into which a page with a gap is divided

class Search {
public:
    Search(const ListPass& pass, const ReadIds& read_ids)
        : pass_(pass), read_ids_(read_ids), count_(*pass.item_count()), limit_(pass.applied_limit()) {}

    Hidden run() {
        if (pass_.repeated() > 0 || limit_ <= 0) return Hidden::No;
        std::vector<std::int64_t> gaps;  // pages
        std::int64_t missing = 0;
        const std::int64_t pages = (count_ + limit_ - 1) / limit_;
        for (std::int64_t page = 1; page <= pages; ++page) {
            const std::int64_t expected = std::min(limit_, count_ - (page - 1) * limit_);
            const std::int64_t lacking = expected - rows_of(page);
            if (lacking < 0) return Hidden::No;  // the rows are not at the places that the pages suggest
            if (lacking > 0) gaps.push_back(page);
            missing += lacking;
        }
        if (missing != count_ - pass_.rows()) return Hidden::No;
        if (static_cast<std::int64_t>(gaps.size()) > most_gaps) return Hidden::Unproven;
        Hidden found = Hidden::Proven;
        for (const std::int64_t page : gaps) {
            const std::int64_t begin = (page - 1) * limit_, end = std::min(begin + limit_, count_);
            bool rows_follow = false;
            for (std::int64_t later = page + 1; later <= pages; ++later)
                rows_follow = rows_follow || rows_of(later) > 0;
            Hidden gap = look_into(begin, end, !rows_follow, limit_);
            if (gap == Hidden::Shuffled && !pass_.has_ties_on(page)) gap = Hidden::No;
            if (gap == Hidden::No) return gap;
            if (gap == Hidden::Shuffled || found == Hidden::Proven) found = gap;
        }
        return found;
    }

private:
    std::int64_t rows_of(std::int64_t page) const {
        const auto& rows = pass_.rows_of_pages();
        const auto at = static_cast<std::size_t>(page - 1);
        return at < rows.size() ? rows[at] : 0;
    }

    // Reads the places from `begin` to `end` in smaller pages. `is_end`: no row is known to follow them.
    Hidden look_into(std::int64_t begin, std::int64_t end, bool is_end, std::int64_t limit) {
        const std::int64_t smaller = std::max<std::int64_t>(1, limit / parts);
        std::vector<std::int64_t> rows_of_parts;
        std::vector<std::int64_t> seen;
        const std::int64_t first = begin / smaller, last = (end - 1) / smaller;
        for (std::int64_t part = first; part <= last; ++part) {
            const auto ids = read_ids_(part + 1, static_cast<int>(smaller));
            if (!ids) return Hidden::No;
            for (const std::int64_t id : *ids)
                if (!pass_.page_of(id)) return Hidden::No;  // a row that the pass has missed
            rows_of_parts.push_back(static_cast<std::int64_t>(ids->size()));
            seen.insert(seen.end(), ids->begin(), ids->end());
        }
        if (!has_all_rows(begin, end, limit, seen)) return Hidden::Shuffled;
        if (!is_end) return Hidden::Proven;
        // Rows that are missing at the end are in the last part that has rows, or behind it.
        std::int64_t part = last;
        while (part >= first && rows_of_parts[static_cast<std::size_t>(part - first)] == 0) --part;
        if (part < first) return Hidden::Unproven;
        const std::int64_t part_begin = part * smaller, part_end = std::min(part_begin + smaller, count_);
        const bool is_full = rows_of_parts[static_cast<std::size_t>(part - first)] == part_end - part_begin;
        if (is_full || smaller == 1) return part == last ? Hidden::Proven : Hidden::Unproven;
        const Hidden inside = look_into(part_begin, part_end, true, smaller);
        return inside == Hidden::Proven && part != last ? Hidden::Unproven : inside;
    }

    // True if the rows that the pass has seen at these places were all seen again.
    bool has_all_rows(std::int64_t begin, std::int64_t end, std::int64_t limit, std::vector<std::int64_t>& seen) {
        std::sort(seen.begin(), seen.end());
        if (std::adjacent_find(seen.begin(), seen.end()) != seen.end()) return false;
        if (limit != limit_) return true;  // the parts of a page that was compared already
        const std::int64_t page = begin / limit_ + 1;
        const auto of_page =
            std::count_if(seen.begin(), seen.end(), [&](std::int64_t id) { return pass_.page_of(id) == page; });
        return of_page == rows_of(page) && end > begin;
    }

    const ListPass& pass_;
    const ReadIds& read_ids_;
    const std::int64_t count_;
    const std::int64_t limit_;
};

}  // namespace

Hidden look_for_hidden_rows(const ListPass& pass, const ReadIds& read_ids) { return Search(pass, read_ids).run(); }

}  // namespace mod_trakt::index
