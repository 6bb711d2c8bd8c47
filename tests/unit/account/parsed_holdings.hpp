// The holdings of a snapshot found by parsing its document, entry by entry.
#pragma once

#include <stdexcept>
#include <string>

#include "account/held_title.hpp"
#include "index/snapshot/snapshot.hpp"
#include "support/iso_time.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::test {

class ParsedHoldings {
public:
    ParsedHoldings(const index::CompleteSnapshot& snapshot, const KeyRules& rules) {
        json::Document document;
        if (document.parse(std::string(snapshot.document()))) throw std::logic_error("the document is no JSON");
        std::size_t number = 0;
        for (const auto [key, value] : document.root()["items"].members()) {
            account::Holding holding;
            holding.history_id = value["_trakt_history_id"].integer().value_or(0);
            if (value["watched_at"].present())
                holding.watched_ms = parse_iso_ms(value["watched_at"].text()).value_or(0);
            holding.rating = static_cast<int>(value["rating"].integer().value_or(0));
            holding.rated_ms = parse_iso_ms(value["rated_at"].text());
            const TitleName name = title_name_of_row(minimal(value, rules));
            all_.add(all_.title_named(name), {this, 0, number++}, holding);
            if (!name.show.empty()) all_.add_show(name.show);
        }
    }

    const account::HeldTitles& all() const { return all_; }

private:
    account::HeldTitles all_;  // all titles of the account
};

}  // namespace mod_trakt::test
