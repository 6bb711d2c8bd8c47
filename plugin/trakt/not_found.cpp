// Matching the echoes of a bulk answer, type by type.
#include "trakt/not_found.hpp"

#include <algorithm>
#include <optional>

#include "model/text.hpp"

namespace mod_trakt::trakt {
namespace {

std::string_view scalar_text(json::Value value) { return value.is_number() ? value.number_text() : value.text(); }

// The rules of 3.2.0 keep leading zeros of an id. It is sent as a number, and the echo has no leading zeros.
std::string_view without_zeros_in_front(std::string_view id) noexcept {
    return all_ascii_digits(id) ? id.substr(std::min(id.find_first_not_of('0'), id.size() - 1)) : id;
}

// True if at least one id is equal and no id that both have differs. The echo's ids may be numbers or text.
bool same_ids(const Ids& ids, json::Value echo) {
    bool common = false;
    for (const auto [name, value] : echo.members()) {
        const auto key = id_key_from(name);
        const std::string_view text = scalar_text(value);
        if (!key || text.empty() || !ids.has(*key)) continue;
        if (without_zeros_in_front(ids.get(*key)) != without_zeros_in_front(text)) return false;
        common = true;
    }
    return common;
}

std::optional<std::int64_t> whole_number(json::Value value) { return value.integer(); }

class Matcher {
public:
    explicit Matcher(std::span<const MediaRef> sent) : sent_(sent) { result_.matched.resize(sent.size(), false); }

    NotFound run(json::Value not_found) && {
        for (const MediaType type : media_types)
            for (const json::Value echo : not_found[plural(type)].elements()) trace(type, echo);
        return std::move(result_);
    }

private:
    void trace(MediaType type, json::Value echo) {
        switch (type) {
            case MediaType::Movie: return movie(echo);
            case MediaType::Show: return show(echo);
            case MediaType::Season: return season(echo);
            case MediaType::Episode: return episode(echo);
        }
    }

    // Some servers wrap the echoed object in its type: {"movie": {"ids": ...}}.
    static json::Value unwrap(json::Value echo, MediaType type) {
        const json::Value inner = echo[singular(type)];
        return inner.is_object() ? inner : echo;
    }

    template <typename Ref, typename Predicate>
    bool mark(Predicate&& matches) {
        bool any = false;
        for (std::size_t i = 0; i < sent_.size(); ++i) {
            const auto* ref = std::get_if<Ref>(&sent_[i]);
            if (ref == nullptr || !matches(*ref)) continue;
            result_.matched[i] = any = true;
        }
        return any;
    }
    void note(MediaType type, bool matched) {
        if (!matched) ++result_.unmatched[index_of(type)];
    }

    bool mark_episode(json::Value show_ids, std::int64_t season, std::int64_t number) {
        return mark<EpisodeInShow>([&](const EpisodeInShow& ref) {
            return ref.season == season && ref.episode == number && same_ids(ref.show, show_ids);
        });
    }

    void movie(json::Value echo) {
        const json::Value ids = unwrap(echo, MediaType::Movie)["ids"];
        note(MediaType::Movie, mark<MovieRef>([&](const MovieRef& ref) { return same_ids(ref.ids, ids); }));
    }

    void show(json::Value echo) {
        const json::Value ids = unwrap(echo, MediaType::Show)["ids"];
        const json::Value seasons = echo["seasons"];
        if (seasons.empty()) {
            bool any = mark<ShowRef>([&](const ShowRef& ref) { return same_ids(ref.ids, ids); });
            any |= mark<SeasonInShow>([&](const SeasonInShow& ref) { return same_ids(ref.show, ids); });
            any |= mark<EpisodeInShow>([&](const EpisodeInShow& ref) { return same_ids(ref.show, ids); });
            note(MediaType::Show, any);
            return;
        }
        for (const json::Value season : seasons.elements()) {
            const auto number = whole_number(season["number"]);
            if (!number) {
                note(MediaType::Season, false);
                continue;
            }
            if (season["episodes"].empty()) {
                bool any = mark<SeasonInShow>(
                    [&](const SeasonInShow& ref) { return ref.season == *number && same_ids(ref.show, ids); });
                any |= mark<EpisodeInShow>(
                    [&](const EpisodeInShow& ref) { return ref.season == *number && same_ids(ref.show, ids); });
                note(MediaType::Season, any);
                continue;
            }
            for (const json::Value episode : season["episodes"].elements()) {
                const auto episode_number = whole_number(episode["number"]);
                note(MediaType::Episode, episode_number && mark_episode(ids, *number, *episode_number));
            }
        }
    }

    void season(json::Value echo) {
        const json::Value own = unwrap(echo, MediaType::Season);
        bool any = mark<SeasonRef>([&](const SeasonRef& ref) { return same_ids(ref.ids, own["ids"]); });
        if (const auto number = whole_number(own["number"]))
            any |= mark<SeasonInShow>([&](const SeasonInShow& ref) {
                return ref.season == *number && same_ids(ref.show, echo["show"]["ids"]);
            });
        note(MediaType::Season, any);
    }

    void episode(json::Value echo) {
        const json::Value own = unwrap(echo, MediaType::Episode);
        bool any = mark<EpisodeRef>([&](const EpisodeRef& ref) { return same_ids(ref.ids, own["ids"]); });
        // The season is a member beside the number, or an object of its own.
        auto season = whole_number(own["season"]);
        if (!season) season = whole_number(echo["season"]);
        if (!season) season = whole_number(echo["season"]["number"]);
        const auto number = whole_number(own["number"]);
        if (season && number) any |= mark_episode(echo["show"]["ids"], *season, *number);
        note(MediaType::Episode, any);
    }

    std::span<const MediaRef> sent_;
    NotFound result_;
};

}  // namespace

NotFound match_not_found(json::Value not_found, std::span<const MediaRef> sent) { return Matcher(sent).run(not_found); }

}  // namespace mod_trakt::trakt
