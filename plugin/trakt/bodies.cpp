// Grouping titles into the lists of a body, and writing them.
#include "trakt/bodies.hpp"

#include <string_view>
#include <type_traits>
#include <vector>

#include "model/text.hpp"
#include "support/iso_time.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::trakt {
namespace {

// Further members of an entry, beside its ids or number.
struct Extra {
    std::optional<int> rating;
    std::string_view time_name;
    std::optional<std::int64_t> time_ms;

    void write(json::Writer& writer) const {
        if (rating) writer.member("rating", *rating);
        if (time_ms) writer.member(time_name, format_iso_ms(*time_ms));
    }
};

// Trakt's numeric ids are JSON integers; one that is too long for any integer type is also written as a number.
void write_id(json::Writer& writer, IdKey key, std::string_view value) {
    writer.key(id_key_name(key));
    const bool numeric = key == IdKey::Tmdb || key == IdKey::Tvdb || key == IdKey::Trakt;
    if (!numeric || !all_ascii_digits(value)) return writer.string(value);
    const std::size_t first = value.find_first_not_of('0');
    writer.raw(first == std::string_view::npos ? "0" : value.substr(first));
}

void write_ids(json::Writer& writer, const Ids& ids) {
    writer.key("ids");
    writer.begin_object();
    ids.each([&](IdKey key, std::string_view value) { write_id(writer, key, value); });
    writer.end_object();
}

struct Flat {
    const Ids* ids;
    Extra extra;
};
struct NestedEpisode {
    std::int64_t number;
    Extra extra;
};
struct NestedSeason {
    std::int64_t number;
    std::optional<Extra> own;  // set when the entry means the season itself, not only its episodes
    std::vector<NestedEpisode> episodes;
};
struct Show {
    // A whole season without a rating never shares an entry with episodes: an episodes list beside its number would
    // turn "this season" into "these episodes".
    enum class Contents : bool { Parts, WholeSeasons };
    const Ids* ids;
    std::optional<Extra> own;  // set when the entry means the show itself; it then contains nothing else
    Contents contents = Contents::Parts;
    std::vector<NestedSeason> seasons;
};

// Sorts entries into the four lists of a body, in the order of the input.
class Body {
public:
    void add(const MovieRef& ref, const Extra& extra) { movies_.push_back({&ref.ids, extra}); }
    void add(const SeasonRef& ref, const Extra& extra) { seasons_.push_back({&ref.ids, extra}); }
    void add(const EpisodeRef& ref, const Extra& extra) { episodes_.push_back({&ref.ids, extra}); }
    void add(const ShowRef& ref, const Extra& extra) { shows_.push_back({&ref.ids, extra, Show::Contents::Parts, {}}); }
    void add(const SeasonInShow& ref, const Extra& extra) {
        const auto contents = extra.rating ? Show::Contents::Parts : Show::Contents::WholeSeasons;
        NestedSeason& season = season_of(ref.show, ref.season, contents);
        if (!season.own) season.own = extra;
    }
    void add(const EpisodeInShow& ref, const Extra& extra) {
        season_of(ref.show, ref.season, Show::Contents::Parts).episodes.push_back({ref.episode, extra});
    }
    // A collection contains each title once, even if it was played several times.
    void keep_first_of_each() {
        keep_first(movies_);
        keep_first(episodes_);
        for (Show& show : shows_)
            for (NestedSeason& season : show.seasons) {
                std::vector<NestedEpisode> kept;
                for (const NestedEpisode& episode : season.episodes) {
                    bool seen = false;
                    for (const NestedEpisode& other : kept) seen = seen || other.number == episode.number;
                    if (!seen) kept.push_back(episode);
                }
                season.episodes = std::move(kept);
            }
    }

    std::string text() const {
        std::string out;
        json::Writer writer(out);
        writer.begin_object();
        write_flat(writer, "movies", movies_);
        write_shows(writer);
        write_flat(writer, "seasons", seasons_);
        write_flat(writer, "episodes", episodes_);
        writer.end_object();
        return out;
    }

private:
    static void keep_first(std::vector<Flat>& entries) {
        std::vector<Flat> kept;
        for (const Flat& entry : entries) {
            bool seen = false;
            for (const Flat& other : kept) seen = seen || *other.ids == *entry.ids;
            if (!seen) kept.push_back(entry);
        }
        entries = std::move(kept);
    }

    NestedSeason& season_of(const Ids& show_ids, std::int64_t number, Show::Contents contents) {
        Show* show = nullptr;
        for (Show& candidate : shows_)
            if (!candidate.own && candidate.contents == contents && *candidate.ids == show_ids) show = &candidate;
        if (show == nullptr) show = &shows_.emplace_back(Show{&show_ids, std::nullopt, contents, {}});
        for (NestedSeason& season : show->seasons)
            if (season.number == number) return season;
        return show->seasons.emplace_back(NestedSeason{number, std::nullopt, {}});
    }

    static void write_flat(json::Writer& writer, std::string_view name, const std::vector<Flat>& entries) {
        if (entries.empty()) return;
        writer.key(name);
        writer.begin_array();
        for (const Flat& entry : entries) {
            writer.begin_object();
            write_ids(writer, *entry.ids);
            entry.extra.write(writer);
            writer.end_object();
        }
        writer.end_array();
    }

    static void write_season(json::Writer& writer, const NestedSeason& season) {
        writer.begin_object();
        writer.member("number", season.number);
        if (season.own) season.own->write(writer);
        if (!season.episodes.empty()) {
            writer.key("episodes");
            writer.begin_array();
            for (const NestedEpisode& episode : season.episodes) {
                writer.begin_object();
                writer.member("number", episode.number);
                episode.extra.write(writer);
                writer.end_object();
            }
            writer.end_array();
        }
        writer.end_object();
    }

    void write_shows(json::Writer& writer) const {
        if (shows_.empty()) return;
        writer.key("shows");
        writer.begin_array();
        for (const Show& show : shows_) {
            writer.begin_object();
            write_ids(writer, *show.ids);
            if (show.own) show.own->write(writer);
            if (!show.seasons.empty()) {
                writer.key("seasons");
                writer.begin_array();
                for (const NestedSeason& season : show.seasons) write_season(writer, season);
                writer.end_array();
            }
            writer.end_object();
        }
        writer.end_array();
    }

    std::vector<Flat> movies_, seasons_, episodes_;
    std::vector<Show> shows_;
};

Body plays_body(std::span<const PlayToAdd> plays, std::string_view time_name) {
    Body body;
    for (const PlayToAdd& play : plays) {
        const Extra extra{std::nullopt, time_name, play.watched_ms};
        std::visit([&](const auto& ref) { body.add(ref, extra); }, play.ref);
    }
    return body;
}

}  // namespace

std::string history_add_body(std::span<const PlayToAdd> plays) { return plays_body(plays, "watched_at").text(); }

std::string collection_add_body(std::span<const PlayToAdd> plays) {
    Body body = plays_body(plays, "collected_at");
    body.keep_first_of_each();
    return body.text();
}

std::string history_remove_body(std::span<const std::int64_t> history_ids) {
    std::string out;
    json::Writer writer(out);
    writer.begin_object();
    writer.key("ids");
    writer.begin_array();
    for (const std::int64_t id : history_ids) writer.integer(id);
    writer.end_array();
    writer.end_object();
    return out;
}

std::string ratings_body(std::span<const Rated> entries) {
    Body body;
    for (const Rated& entry : entries) {
        const Extra extra{entry.rating, "rated_at", entry.rated_ms};
        std::visit([&](const auto& ref) { body.add(ref, extra); }, entry.ref);
    }
    return body.text();
}

std::string watchlist_body(std::span<const MediaRef> entries) {
    Body body;
    for (const MediaRef& entry : entries) std::visit([&](const auto& ref) { body.add(ref, Extra{}); }, entry);
    return body.text();
}

}  // namespace mod_trakt::trakt
