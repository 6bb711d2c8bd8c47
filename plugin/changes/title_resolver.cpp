#include "changes/title_resolver.hpp"
#include "changes/play_aliases.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "changes/ask_first.hpp"
#include "model/timestamp.hpp"

namespace mod_trakt::changes {
namespace {

// A title by its Trakt id alone: an id beside it may be another title's.
MediaRef by_trakt_id(MediaType type, std::string_view trakt_id) {
    Ids ids = trakt_id_alone(trakt_id);
    switch (type) {
        case MediaType::Movie: return MovieRef{std::move(ids)};
        case MediaType::Show: return ShowRef{std::move(ids)};
        case MediaType::Season: return SeasonRef{std::move(ids)};
        case MediaType::Episode: break;
    }
    return EpisodeRef{std::move(ids)};
}

void use_own_trakt_id(Intent& intent, std::string_view trakt_id) {
    if (intent.name.type && !trakt_id.empty()) intent.title = by_trakt_id(*intent.name.type, trakt_id);
}

// A title that is named by its show keeps that form, with the show's Trakt id alone.
void use_trakt_id_of_show(Intent& intent) {
    const std::string_view trakt_id = intent.name.show.get(IdKey::Trakt);
    if (trakt_id.empty()) return;
    intent.show_goes_alone = true;
    if (auto* episode = std::get_if<EpisodeInShow>(&intent.title))
        episode->show = trakt_id_alone(trakt_id);
    else if (auto* season = std::get_if<SeasonInShow>(&intent.title))
        season->show = trakt_id_alone(trakt_id);
}

void use_found_trakt_id(Intent& intent, bool of_show) {
    if (of_show)
        use_trakt_id_of_show(intent);
    else
        use_own_trakt_id(intent, intent.name.ids.get(IdKey::Trakt));
}

// Only the strongest id is sent, because the ids beside it may name another title.
void use_deciding_ids_alone(Intent& intent) {
    const auto keep_strongest = [](Ids& ids) {
        const IdKey key = ids.has(IdKey::Trakt) ? IdKey::Trakt : IdKey::Tvdb;
        if (!ids.has(key)) return;
        Ids alone;
        alone.set(key, ids.get(key));
        ids = std::move(alone);
    };
    if (auto* episode = std::get_if<EpisodeRef>(&intent.title)) keep_strongest(episode->ids);
    if (auto* season = std::get_if<SeasonRef>(&intent.title)) keep_strongest(season->ids);
}

// "movie trakt 5 imdb tt1"
std::string description_of(const TitleName& name) {
    std::string text(name.type ? singular(*name.type) : std::string_view("title"));
    const auto append = [&text](const Ids& ids) {
        for (const IdKey key : strongest_first)
            if (ids.has(key)) text.append(" ").append(id_key_name(key)).append(" ").append(ids.get(key));
    };
    append(name.ids);
    if (name.show.empty() || !name.season) return text;
    text += " (season " + std::to_string(*name.season);
    if (name.episode) text += ", episode " + std::to_string(*name.episode);
    text += " of show";
    append(name.show);
    return text + ")";
}

std::string descriptions_of(const std::vector<account::HeldTitle>& titles) {
    std::string text;
    for (const account::HeldTitle& title : titles) {
        if (!text.empty()) text += "; ";
        if (!title.names.empty()) text += description_of(title.names.front());
    }
    return text;
}

NotSent too_many_searches() {
    return {Verdict::Deferred, "unresolved alias",
            "this call has searched for " + std::to_string(TitleSearches::most_searches) +
                " titles already; send the item again in the next call"};
}

NotSent would_search() {
    return {Verdict::Unknown, std::string(hint_of(AskFirst::Search)), std::string(message_of(AskFirst::Search))};
}

bool may_be_play(const Intent& intent, const account::HeldPlay& play) {
    const auto year = intent.item != nullptr ? intent.item->year.view().integer() : std::nullopt;
    return floor_to_minute_ms(play.watched_ms) == intent.minute_ms && could_be(intent.name, year, play);
}

// True if the title has the play that the caller names by its history id.
bool has_named_play(const account::HeldTitle& title, const Intent& intent) {
    return intent.history_id != 0 &&
           std::any_of(title.holdings.begin(), title.holdings.end(),
                       [&](const account::Holding& play) { return play.history_id == intent.history_id; });
}

// The play that the caller names by its history id decides between titles.
bool choose_by_history_id(Intent& intent) {
    if (intent.held.is_held() && has_named_play(intent.held.title, intent)) {
        intent.held.rivals.clear();
        return true;
    }
    for (const account::HeldTitle& rival : intent.held.rivals)
        if (has_named_play(rival, intent)) {
            account::HeldMatch chosen;
            chosen.kind = TitleMatch::Kind::Held;
            chosen.title = rival;
            intent.held = std::move(chosen);
            return true;
        }
    return false;
}

// True if no other title can be meant, whatever the account has. Own ids beside show and numbers may be another
// episode's.
bool is_certain_name(const Intent& intent) {
    const TitleName& name = intent.name;
    if (intent.is_by_elimination) return false;
    if (name.ids.has(IdKey::Trakt)) return true;
    return name.ids.empty() && is_numbered(name) && name.show.has(IdKey::Trakt);
}

// True if some name of the title has each of these ids.
bool shows_all(const account::HeldTitle& title, const Ids& ids) {
    return std::all_of(strongest_first.begin(), strongest_first.end(), [&](IdKey key) {
        return !ids.has(key) || std::any_of(title.names.begin(), title.names.end(),
                                            [&](const TitleName& name) { return name.ids.get(key) == ids.get(key); });
    });
}

std::string_view trakt_id_in(const account::HeldTitle& title) noexcept {
    for (const TitleName& name : title.names)
        if (name.ids.has(IdKey::Trakt)) return name.ids.get(IdKey::Trakt);
    return {};
}

// True if a Trakt id that did not come with the input names a title which the input's show and numbers say it is not
// (TITLE-3).
bool is_found_against_numbers(const Intent& intent) {
    const bool was_found = intent.item != nullptr && intent.name.ids.has(IdKey::Trakt) && intent.held.is_held() &&
                           is_in_show(*intent.name.type);
    const std::vector<TitleName>& names = intent.held.title.names;
    return was_found && !names.empty() &&
           std::all_of(names.begin(), names.end(),
                       [&](const TitleName& name) { return is_numbered_otherwise(intent.name, name); }) &&
           !own_ids(*intent.item).has(IdKey::Trakt);
}

void match_held(Intent& intent, const account::Holdings& holdings) {
    intent.held = holdings.match(intent.name);
    if (is_found_against_numbers(intent)) intent.held.rivals.push_back(intent.held.title);
}

}  // namespace

NotSent not_read(const Error& why) {
    return {Verdict::Deferred, why.reason,
            "what the account has of it could not be read, so it was not sent; send it again later: " + why.message};
}

std::optional<MediaRef> by_weak_ids(const Intent& intent) {
    const bool is_in_show =
        std::holds_alternative<EpisodeInShow>(intent.title) || std::holds_alternative<SeasonInShow>(intent.title);
    const Ids& ids = intent.name.ids;
    const bool are_weak = !ids.empty() && !is_strong(ids);
    if (!is_in_show || !are_weak || !intent.held.rivals.empty()) return std::nullopt;
    if (std::holds_alternative<SeasonInShow>(intent.title)) return SeasonRef{ids};
    return EpisodeRef{ids};
}

void TitleResolver::apply_aliases(Intent& intent) {
    const TitleName before = intent.name;
    const auto applied = context_.knowledge.aliases().apply(intent.name);
    if (intent.name.show.get(IdKey::Trakt) != before.show.get(IdKey::Trakt)) use_trakt_id_of_show(intent);
    using enum account::Aliases::Applied;
    const bool rests_on_show = applied.show == Eliminated && goes_by_show(intent.name);
    if (change_ == Change::Remove && (applied.title == Eliminated || rests_on_show))
        confirm_elimination(intent, before, rests_on_show);
    if (applied.title != Nothing) use_own_trakt_id(intent, intent.name.ids.get(IdKey::Trakt));
}

// `before`: the name without the Trakt id that was learnt by elimination.
void TitleResolver::confirm_elimination(Intent& intent, TitleName before, bool of_show) {
    const Found found = scope_.dry_run ? Found::Unknown : searches_.search(before, of_show);
    intent.is_by_elimination = found != Found::One;
    intent.is_unsearched = found == Found::OutOfBudget;
    if (intent.is_by_elimination) return;
    intent.name = std::move(before);
    if (of_show) use_trakt_id_of_show(intent);
}

std::optional<NotSent> TitleResolver::resolve(Intent& intent, const account::Holdings& holdings) {
    match_held(intent, holdings);
    forget_contradicted_aliases(intent);
    if (intent.is_unsearched) return too_many_searches();
    if (intent.is_by_elimination) {
        if (scope_.dry_run) return would_search();
        intent.held.rivals.assign(1, intent.held.title);
        return ambiguous(intent);
    }
    if (intent.held.is_ambiguous() && !choose_by_history_id(intent)) {
        if (scope_.dry_run) return would_search();
        const bool of_show = intent.held.kind == TitleMatch::Kind::AmbiguousByShow || goes_by_show(intent.name);
        const Found found = searches_.search(intent.name, of_show);
        if (found == Found::OutOfBudget) return too_many_searches();
        if (found != Found::One) return ambiguous(intent);
        match_held(intent, holdings);
        if (intent.held.is_ambiguous()) return ambiguous(intent);
        use_found_trakt_id(intent, of_show);
    }
    // Weaker ids name another title. A removal must not guess.
    if (!intent.held.rivals.empty() && change_ == Change::Remove && !choose_by_history_id(intent))
        return ambiguous(intent);
    if (!intent.held.rivals.empty())
        intent.remark = "weaker ids of the item name another title of the account (" +
                        descriptions_of(intent.held.rivals) + "); they were not used";
    // A title that this handle has added has no Trakt id before the next read.
    const bool is_held_by_shared_ids =
        intent.held.is_held() && trakt_id_in(intent.held.title).empty() && intent.held.others_share_ids;
    if (!intent.held.rivals.empty() || is_held_by_shared_ids) use_deciding_ids_alone(intent);
    if (intent.held.is_held()) {
        const std::string_view trakt_id = trakt_id_in(intent.held.title);
        if (!trakt_id.empty()) intent.name.ids.set(IdKey::Trakt, trakt_id);
        use_own_trakt_id(intent, trakt_id);
    } else if (is_beside_ids_of_another(intent)) {
        use_own_trakt_id(intent, intent.name.ids.get(IdKey::Trakt));
    }
    choose_show_ids(intent, holdings.know_all_titles());
    return std::nullopt;
}

// What a row shows counts more than what was learnt by elimination, so the latter is forgotten.
void TitleResolver::forget_contradicted_aliases(const Intent& intent) {
    if (intent.name.type && intent.held.others_share_ids)
        context_.knowledge.aliases().forget_eliminated(*intent.name.type, intent.name.ids);
}

bool TitleResolver::is_beside_ids_of_another(const Intent& intent) const {
    const TitleName& name = intent.name;
    return intent.held.others_share_ids ||
           (name.type && context_.knowledge.aliases().are_of_two_titles(*name.type, name.ids));
}

// A Trakt id that was found is sent alone. One that came with the input is sent alone if an id beside it is another
// show's. The held show is used only if all titles are known, because otherwise another show may be meant.
void TitleResolver::choose_show_ids(Intent& intent, bool are_all_known) const {
    Ids& show = intent.name.show;
    const bool was_given = show.has(IdKey::Trakt);
    if (!was_given && are_all_known && !intent.held.show.trakt_id.empty())
        show.set(IdKey::Trakt, intent.held.show.trakt_id);
    if (!was_given || intent.held.other_shows_share_ids ||
        context_.knowledge.aliases().are_of_two_titles(MediaType::Show, show))
        use_trakt_id_of_show(intent);
}

std::optional<NotSent> TitleResolver::resolve_unread(Intent& intent, const Error& why) const {
    if (intent.name.ids.has(IdKey::Trakt) && !intent.is_by_elimination)
        use_own_trakt_id(intent, intent.name.ids.get(IdKey::Trakt));
    else
        use_trakt_id_of_show(intent);
    return change_ == Change::Remove && !is_certain_name(intent) ? std::optional(not_read(why)) : std::nullopt;
}

bool TitleResolver::is_by_shared_ids(const Intent& intent, const account::Holdings& holdings) const {
    if (intent.is_by_elimination || is_certain_name(intent)) return false;
    const account::HeldMatch held = holdings.match(intent.name);
    // Ids that contradict each other are no question for a search: resolve() rejects the removal.
    if (change_ == Change::Remove && !held.rivals.empty()) return false;
    return held.is_held() && !has_named_play(held.title, intent);
}

bool TitleResolver::confirm_by_search(Intent& intent, const account::Holdings& holdings) {
    apply_aliases(intent);  // a search for another intent of this call may have found it
    if (!is_by_shared_ids(intent, holdings)) return true;
    // An own id that the title does not show may be another episode's. Only the account's other titles can decide that.
    if (is_in_show(*intent.name.type) && !shows_all(holdings.match(intent.name).title, intent.name.ids)) return false;
    const bool of_show = goes_by_show(intent.name);
    if (of_show && intent.name.show.has(IdKey::Trakt)) return true;
    if (searches_.search(intent.name, of_show) != Found::One) return false;
    use_found_trakt_id(intent, of_show);
    return true;
}

bool TitleResolver::may_be_one_of(const Intent& intent, std::span<const account::HeldPlay> plays) {
    return std::any_of(plays.begin(), plays.end(),
                       [&](const account::HeldPlay& play) { return may_be_play(intent, play); });
}

bool TitleResolver::is_among_candidates(const Intent& intent, std::span<const account::HeldPlay> plays,
                                        bool of_show) const {
    const std::vector<std::string>& candidates = searches_.candidates();
    return std::any_of(plays.begin(), plays.end(), [&](const account::HeldPlay& play) {
        const Ids& ids = of_show ? play.title.show : play.title.ids;
        return may_be_play(intent, play) &&
               std::find(candidates.begin(), candidates.end(), ids.get(IdKey::Trakt)) != candidates.end();
    });
}

std::optional<NotSent> TitleResolver::rule_out_alias(Intent& intent, const account::Holdings& holdings,
                                                     std::span<const account::HeldPlay> unexplained) {
    if (!may_be_one_of(intent, unexplained)) return std::nullopt;
    if (scope_.dry_run) return would_search();
    const bool of_show = goes_by_show(intent.name);
    switch (searches_.search(intent.name, of_show)) {
        case Found::None: return std::nullopt;
        case Found::OutOfBudget: return too_many_searches();
        case Found::Several:
            if (!is_among_candidates(intent, unexplained, of_show)) return std::nullopt;
            return NotSent{Verdict::Rejected, "ambiguous ids",
                           "several titles at Trakt have the ids of the item, and the account has a play of one of "
                           "them at that minute; give the item the Trakt id of its title"};
        case Found::Unknown:
            return NotSent{
                Verdict::Deferred, "unresolved alias",
                "the account has a play at that minute that may be this one, and Trakt's search gave no answer; "
                "send the item again later"};
        case Found::One: break;
    }
    auto why = resolve(intent, holdings);
    if (!why && !intent.held.is_held()) use_found_trakt_id(intent, of_show);
    return why;
}

bool TitleResolver::find_trakt_id(Intent& intent) {
    const bool of_show = std::visit(
        [](const auto& ref) {
            return requires { ref.show; };
        },
        intent.title);
    if ((of_show ? intent.name.show : intent.name.ids).has(IdKey::Trakt)) return true;
    try {
        return searches_.search(intent.name, of_show) == Found::One;
    } catch (const Failure&) {
        return false;  // what was sent has its answer; the next request meets the failure again
    }
}

std::optional<NotSent> TitleResolver::resolve_contradiction(Intent& intent, const account::Holdings* holdings) {
    if (scope_.dry_run) return would_search();
    const bool of_show = goes_by_show(intent.name);
    switch (searches_.search(intent.name, of_show)) {
        case Found::One: break;
        case Found::OutOfBudget: return too_many_searches();
        default:
            return NotSent{Verdict::Rejected, "ambiguous ids",
                           "another item of this call shares an id with this one and contradicts it in another, and "
                           "Trakt's search does not decide; give the item the Trakt id of its title"};
    }
    if (holdings != nullptr)
        if (auto why = resolve(intent, *holdings)) return why;
    if (!intent.held.is_held()) use_found_trakt_id(intent, of_show);
    return std::nullopt;
}

NotSent TitleResolver::ambiguous(const Intent& intent) const {
    const std::string titles = descriptions_of(intent.held.rivals);
    return {Verdict::Rejected, "ambiguous ids",
            "the ids of the item do not decide which title it is" +
                (titles.empty() ? std::string() : "; the account has: " + titles) +
                "; give the item the Trakt id of its title"};
}

}  // namespace mod_trakt::changes
