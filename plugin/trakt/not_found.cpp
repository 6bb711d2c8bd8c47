#include "trakt/not_found.hpp"

#include <algorithm>
#include <optional>

#include "model/text.hpp"

namespace mod_trakt::trakt {
namespace {

std::string_view scalar_text(json::Value value) { return value.is_number() ? value.number_text() : value.text(); }

// An id with zeros in front, as the rules of 3.2.0 keep it, is sent as the number that it is, and comes back as such.
std::string_view without_zeros_in_front(std::string_view id) noexcept {
    return all_ascii_digits(id) ? id.substr(std::min(id.find_first_not_of('0'), id.size() - 1)) : id;
}

// At least one id in common, and none that both have differs. The echo's ids may be numbers or text.
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
        for (const json::Value echo : not_found["movies"].elements())
            note(Bucket::Movies,
                 mark<MovieRef>([&](const MovieRef& ref) { return same_ids(ref.ids, unwrap(echo, "movie")["ids"]); }));
        for (const json::Value echo : not_found["shows"].elements()) show(echo);
        for (const json::Value echo : not_found["seasons"].elements()) season(echo);
        for (const json::Value echo : not_found["episodes"].elements()) episode(echo);
        return std::move(result_);
    }

private:
    // Some servers wrap the echoed object in its type: {"movie": {"ids": ...}}.
    static json::Value unwrap(json::Value echo, std::string_view name) {
        const json::Value inner = echo[name];
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
    void note(Bucket bucket, bool matched) {
        if (!matched) ++result_.unmatched[static_cast<std::size_t>(bucket)];
    }

    bool mark_episode(json::Value show_ids, std::int64_t season, std::int64_t number) {
        return mark<EpisodeInShow>([&](const EpisodeInShow& ref) {
            return ref.season == season && ref.episode == number && same_ids(ref.show, show_ids);
        });
    }

    void show(json::Value echo) {
        const json::Value ids = unwrap(echo, "show")["ids"];
        const json::Value seasons = echo["seasons"];
        if (seasons.empty()) {
            bool any = mark<ShowRef>([&](const ShowRef& ref) { return same_ids(ref.ids, ids); });
            any |= mark<SeasonInShow>([&](const SeasonInShow& ref) { return same_ids(ref.show, ids); });
            any |= mark<EpisodeInShow>([&](const EpisodeInShow& ref) { return same_ids(ref.show, ids); });
            note(Bucket::Shows, any);
            return;
        }
        for (const json::Value season : seasons.elements()) {
            const auto number = whole_number(season["number"]);
            if (!number) {
                note(Bucket::Seasons, false);
                continue;
            }
            if (season["episodes"].empty()) {
                bool any = mark<SeasonInShow>(
                    [&](const SeasonInShow& ref) { return ref.season == *number && same_ids(ref.show, ids); });
                any |= mark<EpisodeInShow>(
                    [&](const EpisodeInShow& ref) { return ref.season == *number && same_ids(ref.show, ids); });
                note(Bucket::Seasons, any);
                continue;
            }
            for (const json::Value episode : season["episodes"].elements()) {
                const auto episode_number = whole_number(episode["number"]);
                note(Bucket::Episodes, episode_number && mark_episode(ids, *number, *episode_number));
            }
        }
    }

    void season(json::Value echo) {
        const json::Value own = unwrap(echo, "season");
        bool any = mark<SeasonRef>([&](const SeasonRef& ref) { return same_ids(ref.ids, own["ids"]); });
        if (const auto number = whole_number(own["number"]))
            any |= mark<SeasonInShow>([&](const SeasonInShow& ref) {
                return ref.season == *number && same_ids(ref.show, echo["show"]["ids"]);
            });
        note(Bucket::Seasons, any);
    }

    void episode(json::Value echo) {
        const json::Value own = unwrap(echo, "episode");
        bool any = mark<EpisodeRef>([&](const EpisodeRef& ref) { return same_ids(ref.ids, own["ids"]); });
        // The season stands beside the number, or is an object of its own.
        auto season = whole_number(own["season"]);
        if (!season) season = whole_number(echo["season"]);
        if (!season) season = whole_number(echo["season"]["number"]);
        const auto number = whole_number(own["number"]);
        if (season && number) any |= mark_episode(echo["show"]["ids"], *season, *number);
        note(Bucket::Episodes, any);
    }

    std::span<const MediaRef> sent_;
    NotFound result_;
};

}  // namespace

std::string_view bucket_name(Bucket bucket) noexcept {
    switch (bucket) {
        case Bucket::Movies: return "movies";
        case Bucket::Shows: return "shows";
        case Bucket::Seasons: return "seasons";
        case Bucket::Episodes: break;
    }
    return "episodes";
}

Bucket bucket_of(const MediaRef& ref) noexcept {
    switch (ref.index()) {
        case 0: return Bucket::Movies;
        case 1: return Bucket::Shows;
        case 2:
        case 4: return Bucket::Seasons;
        default: return Bucket::Episodes;
    }
}

NotFound match_not_found(json::Value not_found, std::span<const MediaRef> sent) { return Matcher(sent).run(not_found); }

}  // namespace mod_trakt::trakt
