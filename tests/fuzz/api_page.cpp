#include <string>
#include <variant>

#include "model/timestamp.hpp"
#include "targets.hpp"
#include "trakt/activities.hpp"
#include "trakt/not_found.hpp"
#include "trakt/rows.hpp"
#include "written_item.hpp"

namespace mod_trakt::fuzz {
namespace {

void check(const trakt::RowResult& result, const KeyRules& rules) {
    if (const auto* skipped = std::get_if<trakt::SkippedRow>(&result))
        return promise(!skipped->reason.empty(), "a row is left out for a reason");
    const trakt::Row& row = std::get<trakt::Row>(result);
    check_comes_back(row.item, rules);
    promise(!event_key(row.item, to_seconds(row.epoch_ms), rules).empty(), "every play has a key");
}

void check_rows(json::Value list, const KeyRules& rules) {
    for (const json::Value row : list.elements()) {
        check(trakt::watchlist_row(row, rules), rules);
        check(trakt::history_row(row, rules), rules);
        for (const MediaType type : media_types) check(trakt::ratings_row(row, type, rules), rules);
    }
}

}  // namespace

void run_api_page(std::string_view input) {
    json::Document document;
    if (document.parse(std::string(input))) return;
    const json::Value root = document.root();
    check_rows(root, KeyRules());
    check_rows(root, KeyRules{KeyProfile::CrossWatch32, default_key_priority()});
    // The same bytes in the place of other answers.
    for (const FeatureId feature : feature_ids)
        for (const trakt::Stamp& stamp : trakt::stamps_of(feature, root))
            promise(!stamp.leaf.empty(), "a stamp has a name");
    (void)trakt::match_not_found(root, {});
}

}  // namespace mod_trakt::fuzz
