// Making scripts.
#include "script.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "twin/iso_time.hpp"
#include "virtual_clock.hpp"

namespace mod_trakt::sim {
namespace {

constexpr Time second = 1'000 * ms;
constexpr std::int64_t day_minutes = 24 * 60;

class Maker {
public:
    Maker(std::uint64_t seed, Site& site, bool has_undos) : random_(seed), site_(site) {
        script_.seed = seed;
        script_.has_undos = has_undos;
    }

    Script make() {
        script_.sizes = {{"plays", random_.between(3, 40)},
                         {"ratings", random_.between(0, 8)},
                         {"watchlist", random_.between(0, 8)},
                         {"seed", static_cast<std::int64_t>(script_.seed % 1'000'000)}};
        site_.begin(script_.sizes, WallClock::start_unix_ms);
        choose_settings();
        choose_titles();
        const std::int64_t instances = random_.between(2, 4);
        for (std::int64_t i = 0; i < instances; ++i) add_instance();
        if (script_.has_undos) choose_runs();
        choose_faults();
        choose_disk_faults();
        choose_crashes();
        choose_elsewhere();
        if (random_.percent(6)) add_replaced_play();
        return std::move(script_);
    }

private:
    void choose_settings() {
        const json::object settings{
            {"history_chunk_size", random_.one_of<std::int64_t>({1, 2, 3, 100, 100})},
            {"ratings_chunk_size", random_.one_of<std::int64_t>({1, 2, 100})},
            {"watchlist_batch_size", random_.one_of<std::int64_t>({1, 2, 100})},
            {"history_per_page", random_.one_of<std::int64_t>({3, 7, 20, 250, 250})},
            {"ratings_per_page", random_.one_of<std::int64_t>({2, 250})},
            {"watchlist_per_page", random_.one_of<std::int64_t>({2, 250})},
            {"max_retries", random_.between(1, 3)},
            {"reads_in_flight", random_.between(1, 4)},
            {"guard", random_.percent(50)},
            {"rate_limit", {{"get_per_5min", 0}, {"post_per_sec", random_.percent(70) ? 1 : 0}, {"burst", 0}}}};
        script_.settings = json::serialize(settings);
    }

    Title title_of(twin::Kind kind, std::size_t item) const {
        return {twin::singular(kind), site_.catalogue().ids(kind, static_cast<std::uint32_t>(item)).trakt};
    }
    Title random_title(twin::Kind kind) {
        // Not the first ones: some of these have no ids but Trakt's.
        const std::size_t size = site_.catalogue().size(kind);
        return title_of(kind, random_.below(size));
    }

    void choose_titles() {
        const State& state = site_.now();
        std::set<Title> titles;
        std::set<std::int64_t> minutes;
        const auto some_play = [&] {
            auto place = state.plays.begin();
            std::advance(place, random_.below(state.plays.size()));
            return place->second;
        };
        for (std::int64_t n = random_.between(1, 3); n > 0; --n) titles.insert(some_play().title);
        for (std::int64_t n = random_.between(2, 4); n > 0; --n)
            titles.insert(random_title(random_.percent(50) ? twin::Kind::Movie : twin::Kind::Episode));
        for (std::int64_t n = random_.between(0, 2); n > 0; --n) minutes.insert(some_play().minute());
        for (std::int64_t n = random_.between(1, 3); n > 0; --n)
            minutes.insert(WallClock::start_unix_ms / 60'000 - random_.between(1, 30) * day_minutes -
                           random_.between(0, day_minutes));
        played_.assign(titles.begin(), titles.end());
        minutes_.assign(minutes.begin(), minutes.end());

        std::set<Title> entries(titles.begin(), titles.end());
        for (const auto& [title, rating] : state.ratings)
            if (random_.percent(50)) entries.insert(title);
        for (const Title& title : state.watchlist)
            if (random_.percent(50)) entries.insert(title);
        for (const twin::Kind kind : twin::all_kinds) entries.insert(random_title(kind));
        entries_.assign(entries.begin(), entries.end());
    }

    // A name of the title: some of its ids that decide. The same for the same `salt`.
    json::object name_of(const Title& title, std::uint64_t salt) {
        Random choice(script_.seed * 31 + salt * 1'000'003 + static_cast<std::uint64_t>(title.trakt));
        const twin::Catalogue& catalogue = site_.catalogue();
        const twin::Kind kind = *twin::kind_from(title.type);
        const std::uint32_t number = *catalogue.find(kind, "trakt", title.trakt);
        json::object item{{"type", title.type}};
        const bool has_place = kind == twin::Kind::Episode || kind == twin::Kind::Season;
        const bool by_place = has_place && choice.percent(40);
        if (has_place && (by_place || choice.percent(50))) {
            const std::uint32_t show = *catalogue.show_of(kind, number);
            item["show_ids"] = ids_of(catalogue.shows[show].ids, choice);
            if (kind == twin::Kind::Episode) {
                item["season"] = catalogue.episodes[number].season_number;
                item["episode"] = catalogue.episodes[number].number;
            } else {
                item["season"] = catalogue.seasons[number].number;
            }
        }
        if (!by_place) item["ids"] = ids_of(catalogue.ids(kind, number), choice);
        return item;
    }

    static json::object ids_of(const twin::Ids& ids, Random& choice) {
        json::object out;
        const bool all = choice.percent(40);
        if (all || choice.percent(40)) out["trakt"] = ids.trakt;
        if (!ids.imdb.empty() && (all || choice.percent(40))) out["imdb"] = ids.imdb;
        if (ids.tmdb != 0 && (all || choice.percent(20))) out["tmdb"] = ids.tmdb;
        if (ids.tvdb != 0 && (all || choice.percent(30))) out["tvdb"] = ids.tvdb;
        if (out.empty()) out["trakt"] = ids.trakt;
        return out;
    }

    std::vector<Item> some_plays() {
        std::vector<Item> items;
        std::set<std::pair<Title, std::int64_t>> chosen;
        for (std::int64_t n = random_.between(1, 7); n > 0; --n) {
            const Title& title = played_[random_.below(played_.size())];
            const std::int64_t minute = minutes_[random_.below(minutes_.size())];
            if (!chosen.emplace(title, minute).second) continue;
            Item item{title, minute, 0, {}};
            json::object written = name_of(title, static_cast<std::uint64_t>(minute));
            written["watched_at"] = twin::iso(minute * 60'000 + (minute == 0 ? 0 : random_.between(0, 59) * 1000));
            item.json = json::serialize(written);
            items.push_back(std::move(item));
        }
        return items;
    }

    std::vector<Item> some_entries(bool rated) {
        std::vector<Item> items;
        std::set<Title> chosen;
        for (std::int64_t n = random_.between(1, 4); n > 0; --n) {
            const Title& title = entries_[random_.below(entries_.size())];
            if (!chosen.insert(title).second) continue;
            Item item{title, 0, static_cast<int>(random_.between(1, 10)), {}};
            json::object written = name_of(title, 7);
            if (rated) written["rating"] = item.rating;
            item.json = json::serialize(written);
            items.push_back(std::move(item));
        }
        return items;
    }

    void add_instance() {
        std::vector<Step> steps;
        for (std::int64_t n = random_.between(2, script_.has_undos ? 5 : 4); n > 0; --n) {
            Step step;
            step.wait = random_.percent(85) ? random_.between(0, 800) * ms : random_.between(3, 200) * second;
            switch (
                random_.weighted({46, 14, 12, 8, 4, 7, 4, 3, script_.has_undos ? 3 : 2, script_.has_undos ? 18 : 0})) {
                case 0: step = {step.wait, Verb::Add, "history", some_plays()}; break;
                case 1: step = {step.wait, Verb::Remove, "history", some_plays()}; break;
                case 2: step = {step.wait, Verb::Index, "history", {}}; break;
                case 3: step = {step.wait, Verb::Add, "ratings", some_entries(true)}; break;
                case 4: step = {step.wait, Verb::Remove, "ratings", some_entries(false)}; break;
                case 5: step = {step.wait, Verb::Add, "watchlist", some_entries(false)}; break;
                case 6: step = {step.wait, Verb::Remove, "watchlist", some_entries(false)}; break;
                case 7: step = {step.wait, Verb::Index, "ratings", {}}; break;
                case 8: step = {step.wait, Verb::Index, "watchlist", {}}; break;
                default: step = {step.wait, Verb::Undo, {}, {}}; break;
            }
            if (random_.percent(5)) step.limit_ms = random_.between(200, 8'000);
            if (random_.percent(5)) step.cancel_ms = random_.between(1, 5'000);
            steps.push_back(std::move(step));
        }
        script_.instances.push_back(std::move(steps));
    }

    // Some calls in a row are one run. An undo takes back the newest run, or one of these, or another undo.
    void choose_runs() {
        std::vector<std::string> runs;
        for (std::size_t i = 0; i < script_.instances.size(); ++i) {
            int number = 0;
            std::string run;
            for (Step& step : script_.instances[i]) {
                if (step.verb == Verb::Index) continue;
                const bool goes_on = step.verb != Verb::Undo && !run.empty() && random_.percent(50);
                if (!goes_on) {
                    run = (step.verb == Verb::Undo ? "undo-" : "run-") + std::to_string(i) + "-" +
                          std::to_string(++number);
                    runs.push_back(run);
                }
                step.run = run;
                if (step.verb == Verb::Undo) run.clear();
            }
        }
        for (auto& steps : script_.instances)
            for (Step& step : steps)
                if (step.verb == Verb::Undo && random_.percent(55)) {
                    step.undoes = runs[random_.below(runs.size())];
                    if (step.undoes == step.run) step.undoes.clear();
                }
    }

    // An instance adds a play by an id that Trakt accepts and never shows. The phone replaces that play by one of
    // another title. Then others write: what is there now looks like the play that was added.
    void add_replaced_play() {
        const Title title = new_movie(), other = new_movie();
        if (title == other) return;
        const std::string id = "tt77" + std::to_string(10'000 + random_.below(80'000));
        script_.titles = {{{"type", title.type}, {"trakt", title.trakt}, {"alias", {{"imdb", id}}}}};
        const std::int64_t minute =
            WallClock::start_unix_ms / 60'000 - 50 * day_minutes - random_.between(0, day_minutes);
        json::object written{{"type", title.type}, {"ids", {{"imdb", id}}}, {"watched_at", twin::iso(minute * 60'000)}};
        const Item hidden{title, minute, 0, json::serialize(written)};
        const Title beside = played_[random_.below(played_.size())];
        written = name_of(beside, static_cast<std::uint64_t>(minute));
        written["watched_at"] = twin::iso(minute * 60'000);
        const Item known{beside, minute, 0, json::serialize(written)};
        const std::size_t adder = some_instance(), remover = some_instance();
        const auto append = [&](std::size_t instance, Time wait, Verb verb, const Item& item) {
            auto& steps = script_.instances[instance];
            Step step{wait, verb, "history", {item}};
            step.run = "replaced-" + std::to_string(instance) + "-" + std::to_string(steps.size());
            steps.push_back(std::move(step));
        };
        append(adder, random_.between(0, 800) * ms, Verb::Add, hidden);
        append(adder, random_.between(2, 6) * second, Verb::Add, known);
        append(remover, random_.between(8, 60) * second, Verb::Remove, hidden);
        Elsewhere change;
        change.kind = Elsewhere::Kind::Replace;
        change.at = random_.between(1, 500) * ms;
        change.play = hidden.play();
        change.other = other;
        script_.elsewhere.push_back(change);
    }

    // A movie with which nothing else happens.
    Title new_movie() {
        const auto is_used = [&](const Title& title) {
            const auto& plays = site_.now().plays;
            return std::find(played_.begin(), played_.end(), title) != played_.end() ||
                   std::find(entries_.begin(), entries_.end(), title) != entries_.end() ||
                   std::any_of(plays.begin(), plays.end(),
                               [&](const auto& play) { return play.second.title == title; });
        };
        for (int tries = 0; tries < 50; ++tries)
            if (const Title title = random_title(twin::Kind::Movie); !is_used(title)) return title;
        return {"movie", site_.catalogue().ids(twin::Kind::Movie, 0).trakt};
    }

    std::size_t some_instance() { return random_.below(script_.instances.size()); }

    void choose_faults() {
        if (random_.percent(25)) return;
        for (std::int64_t n = random_.between(1, 6); n > 0; --n) {
            Fault fault;
            fault.instance = some_instance();
            fault.counts_posts = random_.percent(65);
            fault.nth = static_cast<std::size_t>(fault.counts_posts ? random_.between(1, 5) : random_.between(1, 40));
            fault.kind = static_cast<FaultKind>(random_.weighted({8, 12, 20, 20, 10, 15, 15, 5, 10}));
            fault.late_ms = random_.between(0, latest_ms);
            script_.faults.push_back(fault);
        }
    }

    void choose_disk_faults() {
        if (!random_.percent(15)) return;
        const std::size_t instance = some_instance();
        const auto first = static_cast<std::size_t>(random_.between(1, 150));
        const int error = random_.one_of({ENOSPC, EIO});
        const auto count = static_cast<std::size_t>(random_.one_of<std::int64_t>({1, 1, 2, 20}));
        for (std::size_t n = 0; n < count; ++n) script_.disk_faults.push_back({instance, first + n, error});
    }

    void choose_crashes() {
        if (random_.percent(50)) return;
        for (std::int64_t n = random_.between(1, 2); n > 0; --n) {
            Crash crash;
            crash.instance = some_instance();
            crash.at_post = random_.percent(60);
            crash.nth = static_cast<std::size_t>(crash.at_post ? random_.between(1, 3) : random_.between(1, 900));
            crash.is_power_failure = random_.percent(50);
            crash.post = random_.one_of({Fate::NotApplied, Fate::Applied, Fate::Late, Fate::Late});
            crash.late_ms = random_.between(0, latest_ms);
            crash.down = random_.percent(70) ? random_.between(1, 300) * ms : random_.between(1, 60) * second;
            script_.crashes.push_back(crash);
        }
    }

    void choose_elsewhere() {
        phone_adds_ = random_.percent(50);
        for (std::int64_t n = random_.percent(50) ? 0 : random_.between(1, 4); n > 0; --n) {
            Elsewhere change;
            change.at = random_.percent(70) ? random_.between(0, 8'000) * ms : random_.between(8, 200) * second;
            change.seed = random_.between(1, 1'000'000);
            if (random_.percent(10)) {
                change.kind = Elsewhere::Kind::TokenExpires;
            } else if (random_.percent(20)) {
                change.kind = Elsewhere::Kind::ClockJump;
                change.jump_ms = random_.between(-3'600'000, 3'600'000);
            } else {
                change.op = json::serialize(phone_change());
            }
            script_.elsewhere.push_back(std::move(change));
        }
    }

    json::object phone_change() {
        const auto& entry = entries_[random_.below(entries_.size())];
        // Not both: what the phone removes and what it puts in its place cannot be told from another name of one title.
        const std::size_t change =
            phone_adds_ ? random_.weighted({20, 25, 0, 15, 0, 10, 0}) : random_.weighted({0, 0, 20, 15, 5, 0, 5});
        switch (change) {
            case 0: {  // a title of the instances, at a minute of its own
                const Title& title = played_[random_.below(played_.size())];
                const std::int64_t minute =
                    WallClock::start_unix_ms / 60'000 - 40 * day_minutes - random_.between(0, 9);
                return {
                    {"op", "add"}, {"type", title.type}, {"trakt", title.trakt}, {"when", twin::iso(minute * 60'000)}};
            }
            case 1: {  // another title, at a minute of the instances
                Title title = random_title(random_.percent(50) ? twin::Kind::Movie : twin::Kind::Episode);
                while (std::find(played_.begin(), played_.end(), title) != played_.end())
                    title = random_title(twin::Kind::Movie);
                return {{"op", "add"},
                        {"type", title.type},
                        {"trakt", title.trakt},
                        {"when", twin::iso(minutes_[random_.below(minutes_.size())] * 60'000)}};
            }
            case 2: return {{"op", "remove"}, {"count", random_.between(1, 2)}};
            case 3:
                return {
                    {"op", "rate"}, {"type", entry.type}, {"trakt", entry.trakt}, {"rating", random_.between(1, 10)}};
            case 4: return {{"op", "unrate"}, {"type", entry.type}, {"trakt", entry.trakt}};
            case 5: return {{"op", "watchlist_add"}, {"type", entry.type}, {"trakt", entry.trakt}};
            default: return {{"op", "watchlist_remove"}, {"type", entry.type}, {"trakt", entry.trakt}};
        }
    }

    Random random_;
    Site& site_;
    Script script_;
    std::vector<Title> played_, entries_;
    std::vector<std::int64_t> minutes_;
    bool phone_adds_ = false;
};

}  // namespace

Script make_script(std::uint64_t seed, Site& site, bool has_undos) { return Maker(seed, site, has_undos).make(); }

}  // namespace mod_trakt::sim
