// The holdings of a snapshot found by parsing its document, entry by entry.
#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "account/holdings.hpp"
#include "model/canonical_key.hpp"
#include "support/iso_time.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::test {

class ParsedHoldings {
public:
    ParsedHoldings(const index::CompleteSnapshot& snapshot, const KeyRules& rules) {
        json::Document document;
        if (document.parse(std::string(snapshot.document()))) throw std::logic_error("the document is no JSON");
        for (const auto [key, value] : document.root()["items"].members()) {
            account::Holding holding;
            holding.history_id = value["_trakt_history_id"].integer().value_or(0);
            if (value["watched_at"].present())
                holding.watched_ms = parse_iso_ms(value["watched_at"].text()).value_or(0);
            holding.rating = static_cast<int>(value["rating"].integer().value_or(0));
            holding.rated_ms = parse_iso_ms(value["rated_at"].text());
            const Item item = minimal(value, rules);
            held_.push_back({holding, names_of(item), trakt_id(item.ids),
                             item.show_ids ? trakt_id(*item.show_ids) : std::string()});
        }
    }

    std::vector<account::Holding> find(const MediaRef& ref) const {
        const bool in_show = std::holds_alternative<SeasonInShow>(ref) || std::holds_alternative<EpisodeInShow>(ref);
        const std::string wanted = std::visit([](const auto& media) { return trakt_id(ids_of(media)); }, ref);
        for (const std::string& name : names_of(ref)) {
            std::vector<account::Holding> found;
            for (const Held& held : held_) {
                const std::string& other = in_show ? held.trakt_id_of_show : held.trakt_id;
                const bool differs = !wanted.empty() && !other.empty() && wanted != other;
                for (const std::string& own : held.names)
                    if (own == name && !differs) {
                        found.push_back(held.holding);
                        break;
                    }
            }
            if (!found.empty()) return found;
        }
        return {};
    }

private:
    struct Held {
        account::Holding holding;
        std::vector<std::string> names;
        std::string trakt_id, trakt_id_of_show;
    };

    static std::string trakt_id(const Ids& ids) { return std::string(ids.get(IdKey::Trakt)); }
    template <typename Media>
    static const Ids& ids_of(const Media& media) {
        if constexpr (requires { media.show; })
            return media.show;
        else
            return media.ids;
    }
    // "movie imdb tt1", "episode of tvdb 7 1 2"
    static void add_names(std::vector<std::string>& names, const std::string& what, const Ids& ids,
                          const std::string& behind = {}) {
        constexpr std::array order = {IdKey::Trakt, IdKey::Tvdb, IdKey::Imdb, IdKey::Tmdb, IdKey::Slug};
        for (const IdKey key : order)
            if (ids.has(key))
                names.push_back(what + " " + std::string(id_key_name(key)) + " " + std::string(ids.get(key)) + behind);
    }
    static std::vector<std::string> names_of(const Item& item) {
        std::vector<std::string> names;
        add_names(names, item.type, item.ids);
        if (!item.show_ids) return names;
        const auto season = season_number(item), episode = episode_number(item);
        if (!season || (item.type == "episode" && !episode)) return names;
        std::string numbers = " " + std::to_string(*season);
        if (item.type == "episode") numbers += " " + std::to_string(*episode);
        add_names(names, item.type + " of", *item.show_ids, numbers);
        return names;
    }
    static std::vector<std::string> names_of(const MediaRef& ref) {
        std::vector<std::string> names;
        if (const auto* movie = std::get_if<MovieRef>(&ref)) add_names(names, "movie", movie->ids);
        if (const auto* show = std::get_if<ShowRef>(&ref)) add_names(names, "show", show->ids);
        if (const auto* season = std::get_if<SeasonRef>(&ref)) add_names(names, "season", season->ids);
        if (const auto* episode = std::get_if<EpisodeRef>(&ref)) add_names(names, "episode", episode->ids);
        if (const auto* season = std::get_if<SeasonInShow>(&ref))
            add_names(names, "season of", season->show, " " + std::to_string(season->season));
        if (const auto* episode = std::get_if<EpisodeInShow>(&ref))
            add_names(names, "episode of", episode->show,
                      " " + std::to_string(episode->season) + " " + std::to_string(episode->episode));
        return names;
    }

    std::vector<Held> held_;
};

}  // namespace mod_trakt::test
