// The text of the journal: a line for each request, and lines for what became of its plays.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "account/journal.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::account {

inline constexpr std::string_view journal_head = "{\"journal\":1}\n";

std::string_view journal_word(Journal::State state) noexcept;
std::optional<Journal::State> journal_state(std::string_view word) noexcept;
// Empty for `None`.
std::string_view journal_word(Journal::Answer answer) noexcept;
// `None` for any other word.
Journal::Answer journal_answer(std::string_view word) noexcept;

// Writes the members of an object that has begun.
void write_journal_play(json::Writer& writer, const Journal::Play& play);
Journal::Play read_journal_play(json::Value object);

// What became of plays of a request, by their numbers.
struct JournalNews {
    std::vector<Journal::Outcome> states;
    std::vector<std::pair<std::size_t, Journal::Answer>> answers;
};
// {"of":REQUEST,"at":MS,STATE:[NUMBER,...],...,ANSWER:[NUMBER,...],...}
std::string journal_line(std::string_view request, const JournalNews& news, std::int64_t now_ms);
JournalNews read_journal_news(json::Value line);
// Up to the plays of a request, of which `entry` is one.
void begin_journal_request(json::Writer& writer, const Journal::Entry& entry);

}  // namespace mod_trakt::account
