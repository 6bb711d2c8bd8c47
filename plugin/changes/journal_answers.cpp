#include "changes/journal_answers.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "account/journal.hpp"
#include "changes/intent.hpp"
#include "changes/play_aliases.hpp"
#include "model/timestamp.hpp"
#include "support/iso_time.hpp"

namespace mod_trakt::changes {
namespace {

using account::Journal;
using State = Journal::State;
using Answer = Journal::Answer;

// A play that was sent, and what the read shows of it.
struct Sent {
    Journal::Entry entry;
    TitleName name;  // with what was learnt of its ids
    account::HeldMatch match;
    std::vector<std::int64_t> rows = {};             // history ids of its title and minute
    std::vector<account::HeldPlay> rivals = {};      // see rivals_of()
    std::optional<Journal::Answered> answer = {};    // nullopt: it gets none
    std::optional<account::HeldPlay> shown_as = {};  // under other ids
    bool was_sent_before = false;

    bool is_shown() const noexcept { return !rows.empty(); }
    bool is_added() const noexcept { return entry.change == Change::Add; }
    // Titles that its ids may mean as well have a play of that minute.
    bool may_be_of_rival_title() const {
        return std::any_of(match.rivals.begin(), match.rivals.end(), [&](const account::HeldTitle& title) {
            return std::any_of(title.holdings.begin(), title.holdings.end(), [&](const account::Holding& play) {
                return floor_to_minute_ms(play.watched_ms) == entry.play.minute_ms;
            });
        });
    }
};

class Answers {
public:
    Answers(const CompleteRead& read, account::Context& context)
        : read_(read), context_(context), journal_(*context.knowledge.journal()) {}

    // Returns false when there is nothing to answer.
    bool find() {
        journal_.load();
        const auto entries = journal_.unanswered(read_.began_ms, context_.options.settle_ms);
        if (entries.empty()) return false;
        context_.knowledge.load_aliases();
        for (const Journal::Entry* entry : entries) {
            Sent& sent = sent_.emplace_back(of(*entry));
            sent.was_sent_before = sent.is_added() && journal_.was_sent_before(*entry);
        }
        match(sent_);
        find_rivals();
        for (Sent& sent : sent_) decide(sent);
        std::erase_if(sent_, [](const Sent& sent) { return !sent.answer; });
        return !sent_.empty();
    }

    // Precondition: the caller has the turn.
    void record() {
        journal_.load();
        std::vector<Journal::Answered> answers;
        std::erase_if(sent_, [&](const Sent& sent) {
            const Journal::Entry* const now = journal_.last(sent.entry.play);
            const bool is_same = now != nullptr && now->request == sent.entry.request &&
                                 now->number == sent.entry.number && now->state == sent.entry.state &&
                                 now->at_ms == sent.entry.at_ms && now->answer == sent.entry.answer;
            return !is_same;
        });
        for (const Sent& sent : sent_) answers.push_back(*sent.answer);
        journal_.answer(answers, context_.api.server_unix_ms());
    }

    // Returns true if other ids of titles were learnt.
    bool learn() {
        bool has_learnt = false;
        for (const Sent& sent : sent_) {
            if (!sent.shown_as) continue;
            context_.knowledge.aliases().learn_by_elimination(sent.entry.play.title, sent.shown_as->title);
            has_learnt = true;
        }
        return has_learnt;
    }

    void tell() const {
        for (const Sent& sent : sent_) {
            const bool is_certain = sent.entry.state == State::There && sent.entry.answer == Answer::None;
            if (is_certain && sent.answer->answer == Answer::Missing) say("write_without_effect", sent);
            if (sent.was_sent_before && sent.rows.size() > 1) say("play_doubled", sent);
        }
    }

private:
    Sent of(const Journal::Entry& entry) const {
        Sent sent{entry, entry.play.title, {}};
        context_.knowledge.aliases().apply(sent.name);
        return sent;
    }

    void match(std::vector<Sent>& plays) const {
        std::vector<TitleName> names;
        names.reserve(plays.size());
        for (const Sent& sent : plays) names.push_back(sent.name);
        read_.plays.look_for(names);  // all in one pass
        for (Sent& sent : plays) {
            sent.match = read_.plays.match(sent.name);
            for (const account::Holding& play : sent.match.title.holdings)
                if (floor_to_minute_ms(play.watched_ms) == sent.entry.play.minute_ms)
                    sent.rows.push_back(play.history_id);
        }
    }

    // Plays that are not shown under their own ids may be there under others.
    void find_rivals() {
        std::set<std::int64_t> minutes;
        for (const Sent& sent : sent_)
            if (sent.is_added() && !sent.is_shown() && !sent.match.is_held()) minutes.insert(sent.entry.play.minute_ms);
        if (minutes.empty()) return;
        for (const Journal::Entry* entry : journal_.sent_at(minutes)) at_minutes_.push_back(of(*entry));
        match(at_minutes_);
        std::vector<Intent> intents;
        for (const Sent& sent : at_minutes_) {
            Intent& intent = intents.emplace_back();
            intent.minute_ms = sent.entry.play.minute_ms;
            intent.held = sent.match;
        }
        const auto unexplained =
            unexplained_plays(plays_not_in_journal(read_.plays.plays_at(minutes), journal_), intents);
        for (std::vector<Sent>* const plays : {&sent_, &at_minutes_})
            for (Sent& sent : *plays)
                if (sent.is_added() && !sent.is_shown() && !sent.match.is_held())
                    sent.rivals = rivals_of(sent.entry.play, unexplained, context_.knowledge.aliases());
    }

    // True if no other play that was sent may be the one row that may be this one.
    bool has_row_of_its_own(const Sent& sent) const {
        if (sent.rivals.size() != 1 || sent.entry.play.minute_ms == 0) return false;
        return std::count_if(at_minutes_.begin(), at_minutes_.end(), [&](const Sent& other) {
                   return other.entry.play.minute_ms == sent.entry.play.minute_ms && !other.rivals.empty() &&
                          other.entry.play.title.type == sent.entry.play.title.type;
               }) == 1;
    }

    void decide(Sent& sent) const {
        const bool is_open = sent.entry.state == State::Open;
        const auto set = [&](Answer answer, std::optional<State> state) {
            // Plays that were sent twice are looked at again until they are shown.
            if (answer == sent.entry.answer) return;
            if (!is_open || state == sent.entry.state) state.reset();
            sent.answer = {sent.entry.request, sent.entry.number, state, answer};
        };
        if (sent.is_shown()) return set(Answer::Shown, sent.is_added() ? State::There : State::Ended);
        if (sent.may_be_of_rival_title()) return set(Answer::Ambiguous, {});
        if (sent.rivals.empty()) {
            const auto type = sent.entry.play.title.type;
            if (type && read_.with_hidden.contains(*type)) return;
            return set(Answer::Missing, sent.is_added() ? State::Ended : State::Gone);
        }
        if (!has_row_of_its_own(sent)) return set(Answer::Ambiguous, {});
        sent.shown_as = sent.rivals.front();
        set(Answer::Shown, State::There);
    }

    void say(const char* event, const Sent& sent) const {
        context_.log.with(LogLevel::Warn, name_of(FeatureId::History), event, [&](json::Writer& fields) {
            const TitleName& title = sent.entry.play.title;
            if (title.type) fields.member("type", singular(*title.type));
            fields.key("ids");
            title.ids.write(fields);
            if (!title.show.empty()) {
                fields.key("show_ids");
                title.show.write(fields);
                fields.member("season", title.season);
                fields.member("episode", title.episode);
            }
            fields.member("watched_at", format_iso_ms(sent.entry.play.minute_ms));
            if (sent.rows.empty()) return;
            fields.key("history_ids");
            fields.begin_array();
            for (const std::int64_t id : sent.rows) fields.integer(id);
            fields.end_array();
        });
    }

    const CompleteRead& read_;
    account::Context& context_;
    Journal& journal_;
    std::vector<Sent> sent_;        // to be answered
    std::vector<Sent> at_minutes_;  // all plays that were sent of the minutes of those that are not shown
};

}  // namespace

void answer_sent_plays(const CompleteRead& read, account::Context& context, const CallScope& scope) {
    try {
        Answers answers(read, context);
        if (!answers.find()) return;
        const PausedLog paused(context.log);
        {
            const auto turn = context.turns.try_take(scope);
            if (!turn) return;
            answers.record();
        }
        if (answers.learn()) context.knowledge.save_aliases(scope);
        answers.tell();
    } catch (const Failure& failure) {
        context.log.with(LogLevel::Warn, name_of(FeatureId::History), "journal_not_answered",
                         [&](json::Writer& fields) { fields.member("message", failure.error().message); });
    }
}

}  // namespace mod_trakt::changes
