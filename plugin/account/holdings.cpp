#include "account/holdings.hpp"

#include <array>

#include "model/canonical_key.hpp"
#include "model/timestamp.hpp"
#include "support/error.hpp"

namespace mod_trakt::account {
namespace {

// Trakt's own id first: the others are aliases, and two of Trakt's titles may share one.
constexpr std::array<IdKey, 5> order = {IdKey::Trakt, IdKey::Tvdb, IdKey::Imdb, IdKey::Tmdb, IdKey::Slug};

std::string token(char kind, IdKey key, std::string_view value) {
    std::string text(1, kind);
    text += static_cast<char>('A' + static_cast<int>(key));
    text += value;
    return text;
}

std::string numbers(std::optional<std::int64_t> season, std::optional<std::int64_t> episode) {
    std::string text(1, '#');
    text += std::to_string(season.value_or(-1));
    if (episode) (text += 'e') += std::to_string(*episode);
    return text;
}

// Tokens in order of trust.
std::vector<std::string> tokens_of(const Ids& ids, char kind, const std::string& suffix = {}) {
    std::vector<std::string> tokens;
    for (const IdKey key : order)
        if (ids.has(key)) tokens.push_back(token(kind, key, ids.get(key)) + suffix);
    return tokens;
}

struct TokensOfRef {
    std::vector<std::string> operator()(const MovieRef& ref) const { return tokens_of(ref.ids, 'm'); }
    std::vector<std::string> operator()(const ShowRef& ref) const { return tokens_of(ref.ids, 's'); }
    std::vector<std::string> operator()(const SeasonRef& ref) const { return tokens_of(ref.ids, 'n'); }
    std::vector<std::string> operator()(const EpisodeRef& ref) const { return tokens_of(ref.ids, 'e'); }
    std::vector<std::string> operator()(const SeasonInShow& ref) const {
        return tokens_of(ref.show, 'N', numbers(ref.season, std::nullopt));
    }
    std::vector<std::string> operator()(const EpisodeInShow& ref) const {
        return tokens_of(ref.show, 'E', numbers(ref.season, ref.episode));
    }
};

std::vector<std::string> tokens_of(const Item& item) {
    if (item.type == "movie") return tokens_of(item.ids, 'm');
    if (item.type == "show") return tokens_of(item.ids, 's');
    const bool season = item.type == "season";
    std::vector<std::string> tokens = tokens_of(item.ids, season ? 'n' : 'e');
    if (item.show_ids) {
        const auto number = season_number(item);
        const auto episode = season ? std::nullopt : episode_number(item);
        for (std::string& scoped : tokens_of(*item.show_ids, season ? 'N' : 'E', numbers(number, episode)))
            tokens.push_back(std::move(scoped));
    }
    return tokens;
}

}  // namespace

Holdings Holdings::of(const index::CompleteSnapshot& snapshot, const KeyRules& rules) {
    Holdings holdings;
    json::Document document;
    if (document.parse(std::string(snapshot.document())))
        throw Failure(Status::Internal, "internal", "a snapshot in memory is damaged");
    for (const auto [key, value] : document.root()["items"].members()) {
        Holding holding;
        holding.history_id = value["_trakt_history_id"].integer().value_or(0);
        holding.watched_ms = parse_iso_ms(value["watched_at"].text()).value_or(0);
        holding.rating = static_cast<int>(value["rating"].integer().value_or(0));
        holding.rated_ms = parse_iso_ms(value["rated_at"].text());
        holdings.add(minimal(value, rules), holding);
    }
    return holdings;
}

void Holdings::add(const Item& item, const Holding& holding) {
    const auto index = static_cast<std::uint32_t>(holdings_.size());
    holdings_.push_back(holding);
    trakt_ids_.push_back(trakt_ids_of(item));
    for (std::string& token : tokens_of(item)) by_token_[std::move(token)].push_back(index);
}

bool Holdings::contradict(const TraktIds& a, const TraktIds& b) noexcept {
    const auto differ = [](const std::string& one, const std::string& other) {
        return !one.empty() && !other.empty() && one != other;
    };
    return differ(a.own, b.own) || differ(a.show, b.show);
}

Holdings::TraktIds Holdings::trakt_ids_of(const Item& item) {
    return {std::string(item.ids.get(IdKey::Trakt)),
            item.show_ids ? std::string(item.show_ids->get(IdKey::Trakt)) : std::string()};
}

Holdings::TraktIds Holdings::trakt_ids_of(const MediaRef& ref) {
    return std::visit(
        [](const auto& media) -> TraktIds {
            if constexpr (requires { media.show; })
                return {{}, std::string(media.show.get(IdKey::Trakt))};
            else
                return {std::string(media.ids.get(IdKey::Trakt)), {}};
        },
        ref);
}

void Holdings::merge(const Holdings& other) {
    const auto offset = static_cast<std::uint32_t>(holdings_.size());
    holdings_.insert(holdings_.end(), other.holdings_.begin(), other.holdings_.end());
    trakt_ids_.insert(trakt_ids_.end(), other.trakt_ids_.begin(), other.trakt_ids_.end());
    for (const auto& [token, indexes] : other.by_token_)
        for (const std::uint32_t index : indexes) by_token_[token].push_back(offset + index);
}

void Holdings::forget(const std::set<std::int64_t>& history_ids) {
    gone_.resize(holdings_.size(), false);
    for (std::size_t i = 0; i < holdings_.size(); ++i) {
        if (gone_[i] || !history_ids.contains(holdings_[i].history_id)) continue;
        gone_[i] = true;
        ++forgotten_;
    }
}

std::vector<Holding> Holdings::find(const MediaRef& ref) const {
    std::vector<Holding> found;
    const TraktIds wanted = trakt_ids_of(ref);
    for (const std::string& token : std::visit(TokensOfRef{}, ref)) {
        const auto place = by_token_.find(token);
        if (place == by_token_.end()) continue;
        for (const std::uint32_t index : place->second) {
            const bool is_gone = index < gone_.size() && gone_[index];
            if (!is_gone && !contradict(wanted, trakt_ids_[index])) found.push_back(holdings_[index]);
        }
        if (!found.empty()) break;
    }
    return found;
}

std::vector<Holding> Holdings::find_any(std::span<const MediaRef> names) const {
    for (const MediaRef& name : names)
        if (auto found = find(name); !found.empty()) return found;
    return {};
}

}  // namespace mod_trakt::account
