// Matching the echoes of a bulk answer, type by type.
#include "trakt/not_found.hpp"

#include <algorithm>
#include <optional>

#include "model/text.hpp"

namespace mod_trakt::trakt {
namespace {

std::string_view scalar_text(json::Value value) { return value.is_number() ? value.number_text() : value.text(); }

// The rules of 3.2.0 keep leading zeros of an id. The id is sent as a number, so its echo has no leading zeros.
std::string_view without_zeros_in_front(std::string_view id) noexcept {
    return all_ascii_digits(id) ? id.substr(std::min(id.find_first_not_of('0'), id.size() - 1)) : id;
}

// True if both have at least one id in common, and no id of both differs. The echo's ids may be numbers or text.
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
            for (const json::Value echo : not_found[plural(type)].elements()) match(type, echo);
        return std::move(result_);
    }

private:
    void match(MediaType type, json::Value echo) {
        switch (type) {
            case MediaType::Movie: return match_movie(echo);
            case MediaType::Show: return match_show(echo);
            case MediaType::Season: return match_season(echo);
            case MediaType::Episode: return match_episode(echo);
        }
    }

    // Some servers wrap the echoed object in its type: {"movie": {"ids": ...}}.
    static json::Value unwrap(json::Value echo, MediaType type) {
        const json::Value inner = echo[singular(type)];
        return inner.is_object() ? inner : echo;
    }

    // Marks the sent refs of this type that match; returns false if there are none.
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
    void count_unmatched(MediaType type, bool matched) {
        if (!matched) ++result_.unmatched[index_of(type)];
    }

    bool mark_episode(json::Value show_ids, std::int64_t season, std::int64_t number) {
        return mark<EpisodeInShow>([&](const EpisodeInShow& ref) {
            return ref.season == season && ref.episode == number && same_ids(ref.show, show_ids);
        });
    }

    void match_movie(json::Value echo) {
        const json::Value ids = unwrap(echo, MediaType::Movie)["ids"];
        count_unmatched(MediaType::Movie, mark<MovieRef>([&](const MovieRef& ref) { return same_ids(ref.ids, ids); }));
    }

    void match_show(json::Value echo) {
        const json::Value ids = unwrap(echo, MediaType::Show)["ids"];
        const json::Value seasons = echo["seasons"];
        if (seasons.empty()) {
            bool any = mark<ShowRef>([&](const ShowRef& ref) { return same_ids(ref.ids, ids); });
            any |= mark<SeasonInShow>([&](const SeasonInShow& ref) { return same_ids(ref.show, ids); });
            any |= mark<EpisodeInShow>([&](const EpisodeInShow& ref) { return same_ids(ref.show, ids); });
            count_unmatched(MediaType::Show, any);
            return;
        }
        for (const json::Value season : seasons.elements()) {
            const auto number = whole_number(season["number"]);
            if (!number) {
                count_unmatched(MediaType::Season, false);
                continue;
            }
            if (season["episodes"].empty()) {
                bool any = mark<SeasonInShow>(
                    [&](const SeasonInShow& ref) { return ref.season == *number && same_ids(ref.show, ids); });
                any |= mark<EpisodeInShow>(
                    [&](const EpisodeInShow& ref) { return ref.season == *number && same_ids(ref.show, ids); });
                count_unmatched(MediaType::Season, any);
                continue;
            }
            for (const json::Value episode : season["episodes"].elements()) {
                const auto episode_number = whole_number(episode["number"]);
                count_unmatched(MediaType::Episode, episode_number && mark_episode(ids, *number, *episode_number));
            }
        }
    }

    void match_season(json::Value echo) {
        const json::Value own = unwrap(echo, MediaType::Season);
        bool any = mark<SeasonRef>([&](const SeasonRef& ref) { return same_ids(ref.ids, own["ids"]); });
        if (const auto number = whole_number(own["number"]))
            any |= mark<SeasonInShow>([&](const SeasonInShow& ref) {
                return ref.season == *number && same_ids(ref.show, echo["show"]["ids"]);
            });
        count_unmatched(MediaType::Season, any);
    }

    void match_episode(json::Value echo) {
        const json::Value own = unwrap(echo, MediaType::Episode);
        bool any = mark<EpisodeRef>([&](const EpisodeRef& ref) { return same_ids(ref.ids, own["ids"]); });
        // The season is a member beside the number, or an object of its own.
        auto season = whole_number(own["season"]);
        if (!season) season = whole_number(echo["season"]);
        if (!season) season = whole_number(echo["season"]["number"]);
        const auto number = whole_number(own["number"]);
        if (season && number) any |= mark_episode(echo["show"]["ids"], *season, *number);
        count_unmatched(MediaType::Episode, any);
    }

    std::span<const MediaRef> sent_;
    NotFound result_;
};

}  // namespace

NotFound match_not_found(json::Value not_found, std::span<const MediaRef> sent) { return Matcher(sent).run(not_found); }

}  // namespace mod_trakt::trakt
