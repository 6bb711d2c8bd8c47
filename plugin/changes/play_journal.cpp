#include "changes/play_journal.hpp"

#include <algorithm>

#include "changes/full_name.hpp"
#include "changes/play_aliases.hpp"
#include "changes/settlement.hpp"
#include "changes/title_text.hpp"
#include "changes/write_turn.hpp"
#include "model/timestamp.hpp"
#include "support/text.hpp"

namespace mod_trakt::changes {
namespace {

using account::Journal;
using State = Journal::State;

constexpr std::string_view may_arrive_message =
    "another write sent this play, and whether it arrives is not known yet, so it was not sent again; build the index, "
    "and send the item again";

constexpr std::string_view may_go_message =
    "another write removes this play, and whether it has gone is not known yet, so it was not sent; build the index, "
    "and send the item again";

// Trakt keeps all plays of unknown date in minute 0; the journal does not name them all.
constexpr std::size_t most_beside = 20;

Intent intent_of(const Journal::Play& play) {
    Intent intent;
    intent.input = Intent::no_input;
    intent.name = play.title;
    intent.minute_ms = play.minute_ms;
    return intent;
}

// What decides of a name. Other ids beside a Trakt id may be another title's.
TitleName certain_part(TitleName name) {
    if (name.ids.has(IdKey::Trakt)) return {name.type, trakt_id_alone(name.ids.get(IdKey::Trakt)), {}, {}, {}};
    if (name.show.has(IdKey::Trakt)) name.show = trakt_id_alone(name.show.get(IdKey::Trakt));
    return name;
}

bool is_certainly_of(const Journal::Entry& entry, const Journal::Play& play) {
    return compare(certain_part(entry.play.title), certain_part(play.title)) == Sameness::Same;
}

// What a read says of an entry; nullopt: it proves nothing, because the change may still arrive.
std::optional<State> arrived(const Journal::Entry& entry, std::optional<bool> is_there) {
    if (entry.change == Change::Add && is_there == true) return State::There;
    if (entry.change == Change::Remove && is_there == false) return State::Gone;
    return std::nullopt;
}

std::vector<Journal::Entry> copies_of_open(Journal& journal) {
    std::vector<Journal::Entry> copies;
    for (const Journal::Entry* entry : journal.open(FeatureId::History)) copies.push_back(*entry);
    return copies;
}

std::string ambiguous_message(const Intent& intent, std::span<const account::HeldPlay> rivals) {
    std::string text =
        "another write may have added this play, and the account has plays of that minute that may be it: ";
    text += name_for_people(intent) + " and ";
    for (const account::HeldPlay& play : rivals) {
        if (&play != &rivals.front()) text += ", ";
        text += std::string(singular(*play.title.type)) + " trakt:" + std::string(play.title.ids.get(IdKey::Trakt));
    }
    return text + "; give the item the Trakt id of its title";
}

}  // namespace

void PlayJournal::note_read_begins() { known_at_ms_ = clock_.steady_ms(); }

// Nullopt for a play to remove of which only the history id is known.
std::optional<Journal::Play> PlayJournal::play_of(const Piece& piece) const {
    const Intent& intent = *piece.intent;
    std::optional<std::int64_t> minute_ms = intent.minute_ms;
    for (const account::Holding& play : intent.held.title.holdings)
        if (piece.history_id != 0 && play.history_id == piece.history_id)
            minute_ms = floor_to_minute_ms(play.watched_ms);
    if (!minute_ms) return std::nullopt;
    Journal::Play play{full_name(intent), *minute_ms};
    for (const account::HeldPlay& other : beside_)
        if (floor_to_minute_ms(other.watched_ms) == *minute_ms && play.beside.size() < most_beside)
            if (const auto id = parse_number<std::int64_t>(other.title.ids.get(IdKey::Trakt)))
                play.beside.push_back(*id);
    return play;
}

// An entry that no complete read has answered counts for all writers. But one that has read long enough after it, and
// does not find the play, reads again: the play may have been removed on the site. After the answer the entry counts
// for those only that know less.
PlayJournal::Weight PlayJournal::weight_of(const Journal::Entry& entry) const noexcept {
    const std::int64_t known_at_ms = context_.api.server_unix_ms() - (clock_.steady_ms() - known_at_ms_);
    const std::int64_t after_ms = Journal::rounding_ms + known_at_ms;
    const bool is_early = entry.at_ms + context_.options.settle_ms + Journal::rounding_ms > known_at_ms;
    switch (entry.answer) {
        case Journal::Answer::None: return is_early ? Weight::Full : Weight::Doubted;
        case Journal::Answer::Shown:
            if (after_ms < entry.answered_ms) return Weight::Full;
            return known_at_ms < entry.answered_ms + Journal::rounding_ms ? Weight::Doubted : Weight::None;
        case Journal::Answer::Missing:
            return known_at_ms < entry.answered_ms + Journal::rounding_ms ? Weight::Doubted : Weight::None;
        case Journal::Answer::Ambiguous: break;
    }
    return Weight::Doubted;
}

bool PlayJournal::was_recorded_since_read(const Journal::Entry& entry) const noexcept {
    const std::int64_t known_at_ms = context_.api.server_unix_ms() - (clock_.steady_ms() - known_at_ms_);
    return entry.at_ms + Journal::rounding_ms > known_at_ms;
}

void PlayJournal::check(std::span<const Piece> pieces, std::vector<std::optional<Finding>>& unsent) {
    journal().load();
    if (change_ != Change::Add) return;
    std::vector<Doubtful> doubtful;
    std::vector<Intent> intents;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto play = play_of(pieces[i]);
        const Journal::Entry* entry = play ? journal().last(*play) : nullptr;
        if (entry == nullptr || own_.contains(entry->request)) continue;
        const bool is_there = entry->state == State::There;
        if (is_there && entry->answer == Journal::Answer::Missing) without_effect_.insert(pieces[i].intent->input);
        const Weight weight = is_there ? weight_of(*entry) : Weight::Full;
        if (is_there && weight == Weight::Full && is_certainly_of(*entry, *play)) {
            unsent[i] = Finding{Verdict::Existing, {}, {}};
            continue;
        }
        // The play may have been added before the removal was recorded, which named the former play by its history id.
        const bool is_gone_since = entry->state == State::Gone && was_recorded_since_read(*entry);
        if (entry->state != State::Open && !is_gone_since && (!is_there || weight == Weight::None)) continue;
        intents.push_back(is_there || is_gone_since ? *pieces[i].intent : intent_of(entry->play));
        intents.back().input = pieces[i].intent->input;
        doubtful.push_back({i, *entry, weight});
    }
    if (doubtful.empty()) return;
    const std::vector<Settlement::Sighting> seen = settlement_.look_for(intents);
    for (std::size_t i = 0; i < doubtful.size(); ++i)
        unsent[doubtful[i].piece] =
            finding_of(doubtful[i], *pieces[doubtful[i].piece].intent, seen[i].is_there, seen[i].unexplained);
}

// Nullopt: the play is sent.
std::optional<Finding> PlayJournal::finding_of(const Doubtful& doubtful, const Intent& intent,
                                               std::optional<bool> is_there,
                                               std::span<const account::HeldPlay> unexplained) {
    const Journal::Entry& entry = doubtful.entry;
    if (entry.state == State::Gone && is_there == true) return Finding{Verdict::Existing, {}, {}};
    const auto state = arrived(entry, is_there);
    if (state && *state != entry.state) {
        const Journal::Outcome outcome{entry.number, *state};
        journal().settle(entry.request, {&outcome, 1}, context_.api.server_unix_ms());
    }
    if (state == State::There) return Finding{Verdict::Existing, {}, {}};
    if (state) return std::nullopt;
    const std::vector<account::HeldPlay> rivals = entry.change == Change::Add && is_there == false
                                                      ? rivals_of(entry.play, unexplained, context_.knowledge.aliases())
                                                      : std::vector<account::HeldPlay>();
    if (entry.answer == Journal::Answer::Ambiguous && !rivals.empty()) {
        messages_.push_back(ambiguous_message(intent, rivals));
        return Finding{Verdict::Rejected, "ambiguous ids", messages_.back()};
    }
    const bool is_gone = entry.state == State::There && doubtful.weight == Weight::Doubted && is_there == false;
    if (is_gone && rivals.empty()) return std::nullopt;
    return Finding{Verdict::Unknown, "journal", entry.change == Change::Add ? may_arrive_message : may_go_message};
}

bool PlayJournal::was_sent_by_another(const Piece& piece) {
    const auto play = play_of(piece);
    if (!play) return false;
    journal().load();
    const Journal::Entry* entry = journal().last(*play);
    if (entry != nullptr && entry->change == change_ && !own_.contains(entry->request)) return true;
    // Others send it only after they have found that this write's request was not applied.
    const Journal::Entry* own = nullptr;  // of the last request with this play
    for (const Request& request : requests_)
        for (const auto& [number, input] : request.open)
            if (input == piece.intent->input) own = journal().find(request.word, number);
    return own != nullptr && own->state == State::Ended;
}

void PlayJournal::begin(std::span<const Piece> pieces, const std::vector<std::optional<Finding>>& unsent) {
    std::vector<Journal::Play> plays;
    Request request;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (unsent[i]) continue;
        auto play = play_of(pieces[i]);
        if (!play) continue;
        request.open.emplace_back(plays.size(), pieces[i].intent->input);
        plays.push_back(*std::move(play));
    }
    if (plays.empty()) return;
    request.word = journal().begin(FeatureId::History, change_, plays, context_.api.server_unix_ms());
    own_.insert(request.word);
    requests_.push_back(std::move(request));
}

void PlayJournal::warn_not_recorded(const Failure& failure) const {
    context_.log.with(LogLevel::Warn, name_of(FeatureId::History), "journal_not_written",
                      [&](json::Writer& fields) { fields.member("message", failure.error().message); });
}

void PlayJournal::record(const Request& request, std::span<const Journal::Outcome> outcomes) {
    try {
        journal().settle(request.word, outcomes, context_.api.server_unix_ms());
    } catch (const Failure& failure) {
        warn_not_recorded(failure);
    }
}

void PlayJournal::note_request_ended() {
    if (requests_.empty()) return;
    std::vector<Journal::Outcome> outcomes;
    for (const auto& [number, input] : requests_.back().open) outcomes.emplace_back(number, State::Open);
    record(requests_.back(), outcomes);
}

void PlayJournal::note_not_applied() {
    if (requests_.empty()) return;
    Request& request = requests_.back();
    std::vector<Journal::Outcome> outcomes;
    for (const auto& [number, input] : request.open) outcomes.emplace_back(number, State::Ended);
    request.open.clear();
    record(request, outcomes);
}

std::optional<State> PlayJournal::state_of(const WriteReport& report, std::size_t input) {
    switch (report.verdict(input).value_or(Verdict::Deferred)) {
        case Verdict::Added:
        case Verdict::Existing:
        case Verdict::Updated: return State::There;
        case Verdict::Removed:
        case Verdict::Absent: return State::Gone;
        case Verdict::Unknown: return std::nullopt;
        default: return State::Ended;
    }
}

bool PlayJournal::has_news(const WriteReport& report) const {
    return std::any_of(requests_.begin(), requests_.end(), [&](const Request& request) {
        return std::any_of(request.open.begin(), request.open.end(),
                           [&](const auto& open) { return state_of(report, open.second).has_value(); });
    });
}

void PlayJournal::note_verdicts(const WriteReport& report) {
    for (Request& request : requests_) {
        std::vector<Journal::Outcome> outcomes;
        std::erase_if(request.open, [&](const auto& open) {
            const auto state = state_of(report, open.second);
            if (state) outcomes.emplace_back(open.first, *state);
            return state.has_value();
        });
        record(request, outcomes);
    }
}

void settle_open_plays(account::Context& context, const CallScope& scope, Settlement& settlement) {
    Journal* journal = context.knowledge.journal();
    if (journal == nullptr) return;
    journal->load();
    if (journal->open(FeatureId::History).empty()) return;
    std::vector<Journal::Entry> open;
    {
        // Whoever has the turn may be sending one of them; under the turn nobody is.
        const BatchTurn turn(context, scope);
        journal->load();
        open = copies_of_open(*journal);
    }
    std::vector<std::optional<State>> states(open.size());
    std::vector<int> unseen(open.size());  // reads that did not show the change
    const auto read = [&](bool is_last) {
        std::vector<Intent> intents;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < open.size(); ++i) {
            if (states[i]) continue;
            intents.push_back(intent_of(open[i].play));
            places.push_back(i);
        }
        if (intents.empty()) return true;
        const auto seen = settlement.look_for(intents);
        if (settlement.failure()) throw Failure(*settlement.failure());
        bool may_wait = false;  // for what may still arrive
        for (std::size_t i = 0; i < places.size(); ++i) {
            const Journal::Entry& entry = open[places[i]];
            std::optional<State>& state = states[places[i]] = arrived(entry, seen[i].is_there);
            if (state) continue;
            // A complete read has found before that nothing tells which play it is.
            may_wait = may_wait || entry.answer != Journal::Answer::Ambiguous;
            const bool may_be_another =
                entry.change == Change::Add &&
                !rivals_of(entry.play, seen[i].unexplained, context.knowledge.aliases()).empty();
            if (seen[i].is_there && !may_be_another && ++unseen[places[i]] >= 2 && is_last) state = State::Ended;
        }
        return !may_wait;
    };
    if (!read(false)) {
        scope.report(0, 0, "waiting for what an earlier write has sent");
        scope.wait(context.options.settle_ms);
        read(true);
    }
    const BatchTurn turn(context, scope);
    journal->load();
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (!states[i]) continue;
        const Journal::Entry* now = journal->last(open[i].play);
        if (now == nullptr || now->request != open[i].request) continue;
        // When the play was not applied, an open entry before it counts again. It is older, so these reads settle it
        // too.
        while (now != nullptr && now->state == State::Open) {
            const Journal::Outcome outcome{now->number, *states[i]};
            journal->settle(std::string(now->request), {&outcome, 1}, context.api.server_unix_ms());
            now = *states[i] == State::Ended ? journal->last(open[i].play) : nullptr;
        }
    }
}

}  // namespace mod_trakt::changes
