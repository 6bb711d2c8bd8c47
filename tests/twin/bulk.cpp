// Finding the items of a bulk body, and building its echo.
#include "twin/bulk.hpp"

#include <charconv>

namespace mod_trakt::twin {
namespace {

// Numbers are also accepted as text.
std::optional<std::int64_t> as_number(const json::value& value) {
    if (const auto* number = value.if_int64()) return *number;
    const auto* text = value.if_string();
    if (!text || text->empty()) return std::nullopt;
    std::int64_t number = 0;
    const auto end = text->data() + text->size();
    const auto parsed = std::from_chars(text->data(), end, number);
    return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(number) : std::nullopt;
}

class Reader {
public:
    Reader(const Account& account, Meaning meaning, const char* date_key)
        : catalogue_(account.catalogue()),
          echo_(account.switches.not_found_echo),
          meaning_(meaning),
          date_key_(date_key) {}

    bool read(const json::object& body) {
        for (Kind kind : all_kinds) {
            const json::array* entries = array_member(body, plural(kind));
            if (!entries) continue;
            for (const json::value& value : *entries) {
                const json::object* entry = value.if_object();
                if (!entry) return false;
                const auto item = find_item(catalogue_, kind, *entry);
                if (!item)
                    missing_[static_cast<int>(kind)].push_back(echo_of(kind, *entry));
                else if (kind == Kind::Show)
                    show(*item, *entry);
                else if (kind == Kind::Season)
                    season(*item, *entry, nullptr);
                else
                    take(kind, *item, *entry, nullptr);
            }
        }
        return true;
    }

    Bulk result() {
        for (Kind kind : all_kinds) {
            auto& list = missing_[static_cast<int>(kind)];
            if (echo_ == "null")
                bulk_.not_found[plural(kind)] = nullptr;
            else
                bulk_.not_found[plural(kind)] = std::move(list);
        }
        return std::move(bulk_);
    }

private:
    const json::value* date_of(const json::object& entry, const json::value* outer) const {
        const json::value* own = member(entry, date_key_);
        return own && !own->is_null() ? own : outer;
    }

    void take(Kind kind, std::uint32_t item, const json::object& entry, const json::value* outer_date) {
        bulk_.targets.push_back({kind, item, date_of(entry, outer_date), member(entry, "rating")});
    }

    void show(std::uint32_t item, const json::object& entry) {
        const json::array* seasons = array_member(entry, "seasons");
        const bool nested = seasons && !seasons->empty();
        const json::value* date = date_of(entry, nullptr);
        if (meaning_ == Meaning::Ratings ? member(entry, "rating") || !nested : meaning_ == Meaning::Entries && !nested)
            take(Kind::Show, item, entry, nullptr);
        if (!nested) {
            if (meaning_ == Meaning::Plays)
                for (std::uint32_t each : catalogue_.shows[item].seasons) whole_season(each, date);
            return;
        }
        json::array missing_seasons;
        for (const json::value& value : *seasons) {
            const json::object* child = value.if_object();
            if (!child) continue;
            const std::int64_t number = int_member(*child, "number", -1);
            const auto found = catalogue_.season_of(item, static_cast<int>(number));
            if (found)
                season(*found, *child, date, &missing_seasons, &entry);
            else
                note_missing_season(number, *child, missing_seasons, entry);
        }
        if (missing_seasons.empty()) return;
        json::object echo;
        if (echo_ != "no_ids")
            if (const json::value* ids = member(entry, "ids")) echo["ids"] = *ids;
        echo["seasons"] = std::move(missing_seasons);
        missing_[static_cast<int>(Kind::Show)].push_back(std::move(echo));
    }

    void season(std::uint32_t item, const json::object& entry, const json::value* outer_date,
                json::array* missing_seasons = nullptr, const json::object* show_entry = nullptr) {
        const json::array* episodes = array_member(entry, "episodes");
        const bool nested = episodes && !episodes->empty();
        const json::value* date = date_of(entry, outer_date);
        if (meaning_ == Meaning::Ratings ? member(entry, "rating") || !nested : meaning_ == Meaning::Entries && !nested)
            take(Kind::Season, item, entry, nullptr);
        if (!nested) {
            if (meaning_ == Meaning::Plays) whole_season(item, date);
            return;
        }
        json::array missing_episodes;
        for (const json::value& value : *episodes) {
            const json::object* child = value.if_object();
            if (!child) continue;
            const std::int64_t number = int_member(*child, "number", -1);
            const auto found = catalogue_.episode_of(item, static_cast<int>(number));
            if (found)
                take(Kind::Episode, *found, *child, date);
            else
                note_missing_episode(catalogue_.seasons[item].number, number, *child, missing_episodes, show_entry);
        }
        if (!missing_episodes.empty() && missing_seasons)
            missing_seasons->push_back(
                json::object{{"number", catalogue_.seasons[item].number}, {"episodes", missing_episodes}});
    }

    void whole_season(std::uint32_t item, const json::value* date) {
        for (std::uint32_t episode : catalogue_.seasons[item].episodes)
            bulk_.targets.push_back({Kind::Episode, episode, date, nullptr});
    }

    void note_missing_season(std::int64_t number, const json::object& entry, json::array& out,
                             const json::object& show_entry) {
        json::object echo{{"number", number}};
        json::array missing_episodes;
        if (const json::array* episodes = array_member(entry, "episodes"))
            for (const json::value& value : *episodes)
                if (const json::object* child = value.if_object())
                    note_missing_episode(number, int_member(*child, "number", -1), *child, missing_episodes,
                                         &show_entry);
        if (!missing_episodes.empty())
            echo["episodes"] = std::move(missing_episodes);
        else if (echo_ == "flat" && array_member(entry, "episodes"))
            return;
        if (const json::value* rating = member(entry, "rating")) echo["rating"] = *rating;
        out.push_back(std::move(echo));
    }

    // Echoes the episode nested in its season, or, in the flat form, under "episodes" with its show and season.
    void note_missing_episode(std::int64_t season_number, std::int64_t number, const json::object& entry,
                              json::array& out, const json::object* show_entry) {
        if (echo_ == "flat" && show_entry) {
            json::object show;
            if (const json::value* ids = member(*show_entry, "ids")) show["ids"] = *ids;
            missing_[static_cast<int>(Kind::Episode)].push_back(json::object{
                {"ids", json::object{}}, {"show", show}, {"season", {{"number", season_number}}}, {"number", number}});
            return;
        }
        json::object echo{{"number", number}};
        if (const json::value* rating = member(entry, "rating")) echo["rating"] = *rating;
        out.push_back(std::move(echo));
    }

    json::object echo_of(Kind kind, const json::object& entry) const {
        json::object echo;
        for (const char* key : {"rating", "ids", "title", "year", "watched_at"}) {
            const std::string_view name = key;
            if (kind == Kind::Show && name == "watched_at") continue;
            if (echo_ == "no_ids" && name != "watched_at") continue;
            if (const json::value* value = member(entry, name)) echo[name] = *value;
        }
        return echo;
    }

    const Catalogue& catalogue_;
    const std::string& echo_;
    const Meaning meaning_;
    const char* const date_key_;
    Bulk bulk_;
    json::array missing_[4];
};

}  // namespace

std::optional<std::uint32_t> find_item(const Catalogue& catalogue, Kind kind, const json::object& entry) {
    const json::object* ids = object_member(entry, "ids");
    if (ids && !ids->empty()) {
        for (const char* id_kind : {"trakt", "slug", "imdb", "tmdb", "tvdb"}) {
            const json::value* value = member(*ids, id_kind);
            if (!value) continue;
            std::optional<std::uint32_t> found;
            if (const auto number = as_number(*value)) found = catalogue.find(kind, id_kind, *number);
            if (!found && value->is_string())
                found = catalogue.find(kind, id_kind, std::string_view(value->get_string()));
            if (found) return found;
        }
        return std::nullopt;
    }
    const std::string title = string_member(entry, "title");
    if (title.empty()) return std::nullopt;
    const std::int64_t year = int_member(entry, "year", -1);
    return catalogue.find_title(kind, title, year < 0 ? std::nullopt : std::optional(static_cast<int>(year)));
}

std::optional<Bulk> read_bulk(const Account& account, const json::object& body, Meaning meaning, const char* date_key) {
    Reader reader(account, meaning, date_key);
    if (!reader.read(body)) return std::nullopt;
    return reader.result();
}

json::object Counts::all() const {
    json::object out;
    for (Kind kind : all_kinds) out[plural(kind)] = by_kind[static_cast<int>(kind)];
    return out;
}

json::object Counts::plays() const { return {{"movies", by_kind[0]}, {"episodes", by_kind[3]}}; }

}  // namespace mod_trakt::twin
