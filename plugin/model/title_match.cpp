// Applies TITLE-1, TITLE-3 and TITLE-4. Names that they do not decide are ambiguous (TITLE-5).
#include "model/title_match.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace mod_trakt {
namespace {

constexpr std::array shared_keys = {IdKey::Tvdb, IdKey::Imdb, IdKey::Tmdb, IdKey::Slug};
constexpr std::array weak_keys = {IdKey::Imdb, IdKey::Tmdb};
constexpr std::array tvdb_alone = {IdKey::Tvdb};

using Places = std::vector<std::size_t>;  // in a list of names

bool differ(const Ids& a, const Ids& b, IdKey key) noexcept {
    return a.has(key) && b.has(key) && a.get(key) != b.get(key);
}

bool share(const Ids& a, const Ids& b, std::span<const IdKey> keys) noexcept {
    return std::any_of(keys.begin(), keys.end(), [&](IdKey key) { return a.has(key) && a.get(key) == b.get(key); });
}

void add_unique(std::vector<std::size_t>& list, std::size_t value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

// What some ids say about a title.
struct Answer {
    Places found;      // names of the one title
    Places ambiguous;  // names of several titles, or of one that contradicts
};

// Accepts the fitting names if they name at most one title of Trakt, and no name contradicts another. Else all of them
// are ambiguous.
Answer decide(const Places& fitting, std::span<const Ids* const> ids) {
    const Ids* known = nullptr;  // with a Trakt id
    for (const std::size_t place : fitting) {
        if (!ids[place]->has(IdKey::Trakt)) continue;
        if (known != nullptr && known->get(IdKey::Trakt) != ids[place]->get(IdKey::Trakt)) return {{}, fitting};
        known = ids[place];
    }
    for (const std::size_t place : fitting)
        for (const std::size_t other : fitting) {
            const bool is_same_title = ids[place]->has(IdKey::Trakt) && ids[other]->has(IdKey::Trakt);
            if (!is_same_title && ids_contradict(*ids[place], *ids[other])) return {{}, fitting};
        }
    return {fitting, {}};
}

// TITLE-1 and TITLE-4 for the ids of titles of one type. `keys`: the id keys by which the input may mean a title.
Answer match_ids(const Ids& input, std::span<const Ids* const> held, std::span<const IdKey> keys) {
    Places exact, fitting, contradicting;
    for (std::size_t i = 0; i < held.size(); ++i) {
        const Ids& ids = *held[i];
        if (input.has(IdKey::Trakt) && ids.has(IdKey::Trakt)) {
            if (!differ(input, ids, IdKey::Trakt)) exact.push_back(i);
            continue;
        }
        if (!share(input, ids, keys)) continue;
        (ids_contradict(input, ids) ? contradicting : fitting).push_back(i);
    }
    if (!exact.empty()) return {std::move(exact), {}};
    // A title may contradict by a former name although it fits by another name.
    if (fitting.empty()) return {{}, std::move(contradicting)};
    Answer answer = decide(fitting, held);
    // A contradicting title makes the input ambiguous if it has an id of the input that no fitting title has.
    for (const std::size_t place : contradicting) {
        const bool is_same_title = std::any_of(fitting.begin(), fitting.end(), [&](std::size_t one) {
            return held[one]->has(IdKey::Trakt) && held[one]->get(IdKey::Trakt) == held[place]->get(IdKey::Trakt);
        });
        const bool has_other_id = std::any_of(keys.begin(), keys.end(), [&](IdKey key) {
            return key != IdKey::Slug && input.has(key) && held[place]->get(key) == input.get(key) &&
                   std::none_of(fitting.begin(), fitting.end(),
                                [&](std::size_t one) { return held[one]->get(key) == input.get(key); });
        });
        if (is_same_title || !has_other_id) continue;
        if (answer.ambiguous.empty()) answer = {{}, fitting};
        answer.ambiguous.push_back(place);
    }
    return answer;
}

// Rows whose show is unknown have no numbers for this purpose.
bool has_known_numbers(const TitleName& name) noexcept { return !name.show.empty() && is_numbered(name); }

class Matcher {
public:
    Matcher(const TitleName& input, std::span<const HeldName> held, std::span<const Ids> held_shows)
        : input_(input), held_(held) {
        for (std::size_t i = 0; i < held.size(); ++i)
            if (input.type && held[i].name.type == input.type) add(i);
        for (const Ids& show : held_shows) shows_.push_back(&show);
        if (input.type && is_in_show(*input.type)) show_ = match_ids(input.show, shows_, shared_keys);
    }

    TitleMatch run() const {
        if (!input_.type) return {};
        const bool in_show = is_in_show(*input_.type);
        const Answer answer =
            match_ids(input_.ids, ids_, in_show ? std::span<const IdKey>() : std::span<const IdKey>(shared_keys));
        TitleMatch match = in_show && answer.found.empty() ? match_in_show() : conclude(answer, {});
        match.show.is_ambiguous = !show_.ambiguous.empty();
        for (const std::size_t place : show_.found)
            if (shows_[place]->has(IdKey::Trakt)) match.show.trakt_id = shows_[place]->get(IdKey::Trakt);
        return match;
    }

private:
    // A title with another Trakt id is left out by TITLE-1.
    void add(std::size_t place) {
        const Ids& ids = held_[place].name.ids;
        if (differ(input_.ids, ids, IdKey::Trakt)) return;
        places_.push_back(place);
        ids_.push_back(&ids);
    }

    // TITLE-3: own tvdb id, else show and numbers, else own imdb or tmdb id.
    TitleMatch match_in_show() const {
        const Answer by_tvdb = match_ids(only(input_.ids, tvdb_alone), ids_, tvdb_alone);
        if (!by_tvdb.ambiguous.empty()) return conclude(by_tvdb, {});
        const Answer by_weak_ids = match_ids(input_.ids, ids_, weak_keys);
        const Places in_show = by_show();
        Places others;
        if (!by_tvdb.found.empty()) {
            for (const std::size_t place : by_tvdb.found)
                if (is_numbered_otherwise(input_, held_[places_[place]].name)) add_unique(others, place);
            add_others(in_show, by_tvdb.found, others);
            add_others(by_weak_ids.found, by_tvdb.found, others);
            return conclude(by_tvdb, others);
        }
        // The input's own Trakt id decides, whatever its show is. By its show it can only mean a held name without a
        // Trakt id.
        const bool may_be_by_show = !input_.ids.has(IdKey::Trakt) || !in_show.empty();
        if (has_known_numbers(input_) && !show_.ambiguous.empty() && may_be_by_show) {
            TitleMatch match = conclude({{}, in_show}, {});
            match.kind = TitleMatch::Kind::AmbiguousByShow;
            return match;
        }
        if (!in_show.empty()) {
            // The input's tvdb id belongs to another episode, which is not held.
            if (std::any_of(in_show.begin(), in_show.end(),
                            [&](std::size_t place) { return differ(input_.ids, *ids_[place], IdKey::Tvdb); }))
                return conclude({}, in_show);
            add_others(by_weak_ids.found, in_show, others);
            return conclude(decide(in_show, ids_), others);
        }
        // Drops titles that only weak ids name, if the tvdb id or show and numbers say that the input is another title.
        for (const Places* list : {&by_weak_ids.found, &by_weak_ids.ambiguous})
            for (const std::size_t place : *list)
                if (differ(input_.ids, *ids_[place], IdKey::Tvdb) ||
                    is_numbered_otherwise(input_, held_[places_[place]].name))
                    add_unique(others, place);
        Answer rest = by_weak_ids;
        const auto is_other = [&](std::size_t place) {
            return std::find(others.begin(), others.end(), place) != others.end();
        };
        std::erase_if(rest.found, is_other);
        std::erase_if(rest.ambiguous, is_other);
        return conclude(rest, rest.found.empty() && rest.ambiguous.empty() ? others : Places());
    }

    // Held titles in the input's show with its numbers.
    Places by_show() const {
        if (!has_known_numbers(input_)) return {};
        const Places& shows = show_.ambiguous.empty() ? show_.found : show_.ambiguous;
        Places found;
        for (std::size_t place = 0; place < places_.size(); ++place) {
            const TitleName& name = held_[places_[place]].name;
            if (!has_known_numbers(name) || name.season != input_.season || name.episode != input_.episode) continue;
            if (std::any_of(shows.begin(), shows.end(),
                            [&](std::size_t at) { return is_show(name.show, *shows_[at]); }))
                found.push_back(place);
        }
        return found;
    }

    static bool is_show(const Ids& a, const Ids& b) noexcept {
        if (a.has(IdKey::Trakt) && b.has(IdKey::Trakt)) return a.get(IdKey::Trakt) == b.get(IdKey::Trakt);
        return a == b;
    }

    static Ids only(const Ids& ids, std::span<const IdKey> keys) {
        Ids picked;
        for (const IdKey key : keys)
            if (ids.has(key)) picked.set(key, ids.get(key));
        return picked;
    }

    // Appends the titles of `weaker` that are not titles of `stronger`.
    void add_others(const Places& weaker, const Places& stronger, Places& others) const {
        for (const std::size_t place : weaker)
            if (std::none_of(stronger.begin(), stronger.end(),
                             [&](std::size_t one) { return title(one) == title(place); }))
                add_unique(others, place);
    }

    std::size_t title(std::size_t place) const noexcept { return held_[places_[place]].title; }

    TitleMatch conclude(const Answer& answer, const Places& others) const {
        TitleMatch match;
        const bool is_ambiguous = !answer.ambiguous.empty();
        match.kind = is_ambiguous           ? TitleMatch::Kind::Ambiguous
                     : answer.found.empty() ? TitleMatch::Kind::NotHeld
                                            : TitleMatch::Kind::Held;
        for (const std::size_t place : answer.found) add_unique(match.titles, title(place));
        for (const std::size_t place : is_ambiguous ? answer.ambiguous : others) add_unique(match.rivals, title(place));
        return match;
    }

    const TitleName& input_;
    std::span<const HeldName> held_;
    Places places_;                // in held_: the names of the input's type
    std::vector<const Ids*> ids_;  // of places_
    std::vector<const Ids*> shows_;
    Answer show_;  // among shows_
};

}  // namespace

bool ids_contradict(const Ids& a, const Ids& b) noexcept {
    return differ(a, b, IdKey::Trakt) || differ(a, b, IdKey::Tvdb) || differ(a, b, IdKey::Imdb) ||
           differ(a, b, IdKey::Tmdb);
}

bool is_numbered_otherwise(const TitleName& input, const TitleName& held) noexcept {
    if (!has_known_numbers(input) || !has_known_numbers(held)) return false;
    if (differ(input.show, held.show, IdKey::Trakt)) return true;
    if (ids_contradict(input.show, held.show) && !share(input.show, held.show, shared_keys)) return true;
    return input.season != held.season || input.episode != held.episode;
}

TitleMatch match_title(const TitleName& input, std::span<const HeldName> held, std::span<const Ids> held_shows) {
    return Matcher(input, held, held_shows).run();
}

}  // namespace mod_trakt
