#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "changes/write_input.hpp"
#include "model/media_ref.hpp"
#include "model/timestamp.hpp"
#include "support/error.hpp"
#include "targets.hpp"
#include "trakt/bodies.hpp"
#include "trakt/not_found.hpp"
#include "written_item.hpp"

namespace mod_trakt::fuzz {
namespace {

void check_json(const std::string& text, const char* what) {
    json::Document document;
    promise(!document.parse(text) && document.root().is_object(), what);
}

void check_keys(const Item& item, const KeyRules& rules) {
    check_comes_back(item, rules);
    promise(!event_key(item, 0, rules).empty(), "every play has a key");
    // Each step uses up an id, so the steps end.
    std::string key = canonical_key(item, rules);
    for (int steps = 0; !(key = next_key(item, key, rules)).empty(); ++steps)
        promise(steps < 2 * static_cast<int>(id_key_count), "the next-best keys come to an end");
}

// What Trakt would be sent for these items, and read back as its "not_found".
void check_bodies(const std::vector<changes::WriteInput>& inputs) {
    std::vector<MediaRef> listed;
    std::vector<trakt::Rated> rated;
    std::vector<trakt::PlayToAdd> plays;
    for (const changes::WriteInput& input : inputs) {
        if (!input.item) continue;
        const Item& item = *input.item;
        const auto rating = rating_of(item.rating);
        promise(!rating || (*rating >= 1 && *rating <= 10), "a rating is 1 to 10");
        const auto moment = parse_time_ms(item.watched_at.view());
        if (const auto ref = watchlist_ref(item); const auto* found = std::get_if<MediaRef>(&ref))
            listed.push_back(*found);
        if (const auto ref = rating_ref(item); const auto* found = std::get_if<MediaRef>(&ref))
            rated.push_back({*found, rating, moment});
        if (const auto ref = play_ref(item); const auto* found = std::get_if<PlayRef>(&ref))
            plays.push_back({*found, moment.value_or(0)});
        (void)episode_in_show(item);
    }
    check_json(trakt::history_add_body(plays), "plays are written as JSON");
    check_json(trakt::collection_add_body(plays), "a collection is written as JSON");
    check_json(trakt::ratings_body(rated), "ratings are written as JSON");
    const std::string body = trakt::watchlist_body(listed);
    check_json(body, "a watchlist is written as JSON");

    json::Document echo;
    promise(!echo.parse(body), "a body can be read");
    const trakt::NotFound not_found = trakt::match_not_found(echo.root(), listed);
    for (std::size_t i = 0; i < listed.size(); ++i)
        promise(not_found.matched[i], "what Trakt gives back whole is traced to what was sent");
}

}  // namespace

void run_items(std::string_view input) {
    KeyRules backwards;
    std::reverse(backwards.priority.begin(), backwards.priority.end());
    const KeyRules before{KeyProfile::CrossWatch32, default_key_priority()};
    for (const KeyRules& rules : {KeyRules(), backwards, before}) {
        json::Document document;
        std::vector<changes::WriteInput> inputs;
        try {
            inputs = changes::parse_items(input, document, rules);
        } catch (const Failure& failure) {
            promise(failure.error().reason == "bad_items", "items are refused as such");
            return;
        }
        for (const changes::WriteInput& one : inputs)
            if (one.item) check_keys(*one.item, rules);
        check_bodies(inputs);
    }
}

}  // namespace mod_trakt::fuzz
