// One row of a Trakt list: its item, its key, and for a play its event key.
#include "model/canonical_key.hpp"
#include "model/text.hpp"
#include "model/timestamp.hpp"
#include "registry.hpp"
#include "support.hpp"
#include "support/iso_time.hpp"
#include "trakt/rows.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

trakt::RowResult read_row(json::Value input, const KeyRules& rules) {
    if (input["kind"].text() == "history") return trakt::history_row(input["row"], rules);
    if (input["kind"].text() == "ratings") {
        const auto listed = media_type_of_singular(input["bucket"].text());
        return trakt::ratings_row(input["row"], listed.value(), rules);
    }
    return trakt::watchlist_row(input["row"], rules);
}

void judge_row(const Case& subject, Judge& judge) {
    const json::Value input = subject.input;
    if (has_showless_row(input)) return judge.set_aside("item", showless_row);
    const bool is_play = input["kind"].text() == "history";
    const bool is_rating = input["kind"].text() == "ratings";
    const auto with_row = [&](auto make) {
        return [&input, make](const KeyRules& rules) {
            const trakt::RowResult result = read_row(input, rules);
            const auto* row = std::get_if<trakt::Row>(&result);
            return row ? make(*row, rules) : std::string("null");
        };
    };
    const auto item = with_row([](const trakt::Row& row, const KeyRules&) { return item_text(row.item); });
    const auto key =
        with_row([](const trakt::Row& row, const KeyRules& rules) { return quoted(canonical_key(row.item, rules)); });
    const auto event = with_row([](const trakt::Row& row, const KeyRules& rules) {
        return quoted(event_key(row.item, to_seconds(row.epoch_ms), rules));
    });

    judge.member("event_key", event);
    if (is_play && subject.expected["item"].is_object() && !parse_iso_ms(strip(input["row"]["watched_at"].text()))) {
        judge.set_aside("item", "a play whose date does not exist is left out one step earlier");
        return;
    }
    judge.member("key", key);
    judge.member("item", item, {}, is_rating ? with_normalised_show_ids : Judge::Reading());
}

const Unit unit{"normalize_rows", &judge_row};

}  // namespace
}  // namespace vectors
