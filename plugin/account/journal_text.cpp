// The text of the journal.
#include "account/journal_text.hpp"

#include <array>
#include <utility>

#include "account/title_json.hpp"

namespace mod_trakt::account {
namespace {

using JournalState = Journal::State;
constexpr std::array<std::pair<JournalState, std::string_view>, 4> journal_states = {{{JournalState::Open, "open"},
                                                                                      {JournalState::There, "there"},
                                                                                      {JournalState::Gone, "gone"},
                                                                                      {JournalState::Ended, "ended"}}};

using JournalAnswer = Journal::Answer;
// Of `None` there is no word.
constexpr std::array<std::pair<JournalAnswer, std::string_view>, 3> journal_answers = {
    {{JournalAnswer::Shown, "shown"}, {JournalAnswer::Missing, "missing"}, {JournalAnswer::Ambiguous, "ambiguous"}}};

template <typename Words, typename Numbered>
void write_numbers(json::Writer& writer, const Words& words, const Numbered& numbered) {
    for (const auto& one : words) {
        bool is_begun = false;
        for (const auto& [number, word] : numbered) {
            if (word != one.first) continue;
            if (!std::exchange(is_begun, true)) writer.key(one.second), writer.begin_array();
            writer.integer(static_cast<std::int64_t>(number));
        }
        if (is_begun) writer.end_array();
    }
}

template <typename Words, typename Numbered>
void read_numbers(json::Value line, const Words& words, Numbered& numbered) {
    for (const auto& one : words)
        for (const json::Value number : line[one.second].elements())
            numbered.emplace_back(static_cast<std::size_t>(number.integer().value_or(-1)), one.first);
}

}  // namespace

std::string_view journal_word(Journal::Answer answer) noexcept {
    for (const auto& one : journal_answers)
        if (one.first == answer) return one.second;
    return {};
}

Journal::Answer journal_answer(std::string_view word) noexcept {
    for (const auto& one : journal_answers)
        if (one.second == word) return one.first;
    return Journal::Answer::None;
}

std::string_view journal_word(Journal::State state) noexcept {
    return journal_states[static_cast<std::size_t>(state)].second;
}

std::optional<Journal::State> journal_state(std::string_view word) noexcept {
    for (const auto& one : journal_states)
        if (one.second == word) return one.first;
    return std::nullopt;
}

void write_journal_play(json::Writer& writer, const Journal::Play& play) {
    write_title(writer, play.title);
    writer.member("minute", play.minute_ms);
    if (play.beside.empty()) return;
    writer.key("beside");
    writer.begin_array();
    for (const std::int64_t trakt_id : play.beside) writer.integer(trakt_id);
    writer.end_array();
}

Journal::Play read_journal_play(json::Value object) {
    Journal::Play play{read_title(object), object["minute"].integer().value_or(0)};
    for (const json::Value trakt_id : object["beside"].elements())
        if (const auto id = trakt_id.integer()) play.beside.push_back(*id);
    return play;
}

std::string journal_line(std::string_view request, const JournalNews& news, std::int64_t now_ms) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("of", request);
    writer.member("at", now_ms);
    write_numbers(writer, journal_states, news.states);
    write_numbers(writer, journal_answers, news.answers);
    writer.end_object();
    return text + '\n';
}

JournalNews read_journal_news(json::Value line) {
    JournalNews news;
    read_numbers(line, journal_states, news.states);
    read_numbers(line, journal_answers, news.answers);
    return news;
}

void begin_journal_request(json::Writer& writer, const Journal::Entry& entry) {
    writer.begin_object();
    writer.member("sent", entry.request);
    writer.member("feature", name_of(entry.feature));
    writer.member("change", entry.change == Change::Add ? "add" : "remove");
    writer.member("at", entry.at_ms);
    writer.key("plays");
    writer.begin_array();
}

}  // namespace mod_trakt::account
