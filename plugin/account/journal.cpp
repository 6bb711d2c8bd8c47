// Which entries count, and what is kept of them.
#include "account/journal.hpp"

#include <algorithm>
#include <map>

#include "account/journal_text.hpp"
#include "state/atomic_file.hpp"
#include "state/folder_of.hpp"
#include "state/set_aside.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"
#include "support/json/value.hpp"
#include "support/random.hpp"

namespace mod_trakt::account {
namespace {

std::uint64_t likeness(std::int64_t minute_ms, std::string_view text) noexcept {
    const std::string_view minute(reinterpret_cast<const char*>(&minute_ms), sizeof minute_ms);
    return hash_of({minute, text});
}

}  // namespace

void Journal::clear() noexcept {
    entries_.clear();
    requests_.clear();
    by_likeness_.clear();
}

template <typename Work>
void Journal::keep_whole(Work&& work) {
    try {
        work();
    } catch (...) {
        clear();
        file_.forget();
        throw;
    }
}

void Journal::load() {
    keep_whole([&] { read_on(); });
}

void Journal::read_on() {
    const state::AppendedFile::Text text = file_.read_on();
    if (text.is_anew) clear();
    std::string_view rest = text.lines;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        if (!read_line(std::string(rest.substr(0, end)))) {
            clear();
            state::set_aside(file_.files(), file_.path());
            throw Failure(Status::Host, "state_unreadable",
                          file_.path() +
                              " was damaged and is set aside; nothing was sent: build the index, and send the items "
                              "again");
        }
        rest.remove_prefix(end + 1);
    }
}

bool Journal::read_line(std::string line) {
    json::Document document;
    if (document.parse(std::move(line))) return false;
    const json::Value root = document.root();
    if (root["sent"].is_string()) return read_request(root);
    if (root["of"].is_string()) {
        apply(root["of"].text(), read_journal_news(root), root["at"].integer().value_or(0));
        return true;
    }
    return root["journal"].integer() == 1;
}

bool Journal::read_request(json::Value line) {
    const auto feature = feature_named(line["feature"].text());
    const auto at_ms = line["at"].integer();
    if (!feature || !at_ms) return false;
    std::size_t number = 0;
    for (const json::Value play : line["plays"].elements()) {
        Entry entry;
        entry.request = line["sent"].text();
        entry.number = static_cast<std::size_t>(play["number"].integer().value_or(static_cast<std::int64_t>(number)));
        entry.feature = *feature;
        entry.change = line["change"].text() == "remove" ? Change::Remove : Change::Add;
        entry.play = read_journal_play(play);
        entry.state = journal_state(play["state"].text()).value_or(State::Open);
        entry.at_ms = play["at"].integer().value_or(*at_ms);
        entry.has_ended = play["ended"].boolean().value_or(false);
        entry.answer = journal_answer(play["answer"].text());
        entry.answered_ms = play["answered"].integer().value_or(0);
        add(std::move(entry));
        ++number;
    }
    return true;
}

void Journal::add(Entry entry) {
    const std::size_t place = entries_.size();
    requests_.try_emplace(entry.request, place, 0).first->second.second += 1;
    for (const std::string& text : likeness_texts(entry.play.title))
        by_likeness_.emplace(likeness(entry.play.minute_ms, text), place);
    entries_.push_back(std::move(entry));
}

std::span<Journal::Entry> Journal::of_request(const std::string& request) {
    const auto found = requests_.find(request);
    if (found == requests_.end()) return {};  // dropped when the file was compacted
    return std::span(entries_).subspan(found->second.first, found->second.second);
}

void Journal::apply(std::string_view request, const JournalNews& news, std::int64_t now_ms) {
    const std::span<Entry> entries = of_request(std::string(request));
    for (Entry& entry : entries) {
        for (const auto& [number, state] : news.states) {
            if (number != entry.number) continue;
            entry.state = state;
            entry.at_ms = now_ms;
            entry.answer = Answer::None;
            entry.has_ended = true;
        }
        for (const auto& [number, answer] : news.answers)
            if (number == entry.number) entry.answer = answer, entry.answered_ms = now_ms;
    }
}

std::string Journal::begin(FeatureId feature, Change change, std::span<const Play> plays, std::int64_t now_ms) {
    if (file_.size() >= compact_at_bytes_) keep_whole([&] { compact(now_ms); });
    std::string request = hex_of(random_word());
    const bool is_new = file_.size() == 0;
    if (is_new) state::flush_folder_path(file_.files(), state::folder_of(file_.path()));
    std::string text = is_new ? std::string(journal_head) : std::string();
    json::Writer writer(text);
    begin_journal_request(writer,
                          {.request = request, .feature = feature, .change = change, .play = {}, .at_ms = now_ms});
    for (const Play& play : plays) {
        writer.begin_object();
        write_journal_play(writer, play);
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    text += '\n';
    keep_whole([&] {
        file_.append(text, true);
        for (std::size_t i = 0; i < plays.size(); ++i)
            add({.request = request,
                 .number = i,
                 .feature = feature,
                 .change = change,
                 .play = plays[i],
                 .state = State::Open,
                 .at_ms = now_ms});
    });
    return request;
}

void Journal::settle(std::string_view request, std::span<const Outcome> outcomes, std::int64_t now_ms) {
    if (outcomes.empty()) return;
    keep_whole([&] {
        const JournalNews news{{outcomes.begin(), outcomes.end()}, {}};
        file_.append(journal_line(request, news, now_ms), false);
        apply(request, news, now_ms);
    });
}

void Journal::answer(std::span<const Answered> answers, std::int64_t now_ms) {
    if (answers.empty()) return;
    std::map<std::string_view, JournalNews> by_request;
    for (const Answered& one : answers) {
        JournalNews& news = by_request[one.request];
        news.answers.emplace_back(one.number, one.answer);
        if (one.state) news.states.emplace_back(one.number, *one.state);
    }
    std::string text;
    for (const auto& [request, news] : by_request) text += journal_line(request, news, now_ms);
    keep_whole([&] {
        file_.append(text, false);
        for (const auto& [request, news] : by_request) apply(request, news, now_ms);
    });
}

template <typename F>
void Journal::each_of(const Play& play, F&& f) const {
    for (const std::string& text : likeness_texts(play.title)) {
        const auto [begin, end] = by_likeness_.equal_range(likeness(play.minute_ms, text));
        for (auto at = begin; at != end; ++at) {
            const Entry& entry = entries_[at->second];
            if (entry.play.minute_ms == play.minute_ms && compare(entry.play.title, play.title) == Sameness::Same)
                f(entry);
        }
    }
}

const Journal::Entry* Journal::last(const Play& play) const {
    const Entry* found = nullptr;
    each_of(play, [&](const Entry& entry) {
        // A change that was not applied says nothing of those before it.
        if (entry.state != State::Ended && (found == nullptr || &entry > found)) found = &entry;
    });
    return found;
}

bool Journal::was_sent_before(const Entry& entry) const {
    const Entry* gone = nullptr;  // the last one before it
    const Entry* sent = nullptr;
    each_of(entry.play, [&](const Entry& other) {
        if (&other >= &entry) return;
        if (other.state == State::Gone && (gone == nullptr || &other > gone)) gone = &other;
        if (other.change == entry.change && (sent == nullptr || &other > sent)) sent = &other;
    });
    return sent != nullptr && (gone == nullptr || sent > gone);
}

std::vector<const Journal::Entry*> Journal::unanswered(std::int64_t read_began_ms, std::int64_t settle_ms) const {
    std::vector<const Entry*> found;
    for (const Entry& entry : entries_) {
        const bool is_open = entry.state == State::Open;
        const std::int64_t ended_ms = entry.at_ms + (is_open && !entry.has_ended ? longest_request_ms : 0);
        if (entry.state == State::Ended || ended_ms + settle_ms + rounding_ms > read_began_ms) continue;
        if (!is_open && entry.answer != Answer::None && entry.answer != Answer::Missing) continue;
        if (!is_last(entry)) continue;
        if (is_open || entry.answer == Answer::None || (entry.change == Change::Add && was_sent_before(entry)))
            found.push_back(&entry);
    }
    return found;
}

std::vector<const Journal::Entry*> Journal::sent_at(const std::set<std::int64_t>& minutes_ms) const {
    std::vector<const Entry*> found;
    for (const Entry& entry : entries_) {
        const bool may_be_there = entry.state == State::Open || entry.state == State::There;
        if (may_be_there && entry.change == Change::Add && minutes_ms.contains(entry.play.minute_ms) && is_last(entry))
            found.push_back(&entry);
    }
    return found;
}

std::size_t Journal::without_effect(std::int64_t now_ms) const {
    return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return entry.state == State::There && entry.answer == Answer::Missing && entry.answered_ms + kept_ms > now_ms &&
               is_last(entry);
    }));
}

const Journal::Entry* Journal::find(const std::string& request, std::size_t number) const {
    const auto found = requests_.find(request);
    if (found == requests_.end()) return nullptr;
    const auto [first, count] = found->second;
    for (std::size_t i = first; i < first + count; ++i)
        if (entries_[i].number == number) return &entries_[i];
    return nullptr;
}

std::vector<const Journal::Entry*> Journal::open(FeatureId feature) const {
    std::vector<const Entry*> open;
    for (const Entry& entry : entries_)
        if (entry.feature == feature && entry.state == State::Open && last(entry.play) == &entry)
            open.push_back(&entry);
    return open;
}

bool Journal::is_worth_keeping(const Entry& entry, std::int64_t now_ms) const {
    const bool is_counted = entry.state != State::Ended && is_last(entry);
    if (entry.state == State::Open) return is_counted;
    if (is_counted && entry.answer == Answer::None) return entry.at_ms + kept_unanswered_ms > now_ms;
    return std::max(entry.at_ms, entry.answered_ms) + kept_ms > now_ms;
}

// What is left is written as one line for each request.
void Journal::compact(std::int64_t now_ms) {
    std::vector<Entry> kept;
    for (const Entry& entry : entries_)
        if (is_worth_keeping(entry, now_ms)) kept.push_back(entry);
    clear();
    std::string text(journal_head);
    for (std::size_t i = 0; i < kept.size();) {
        const Entry first = kept[i];
        json::Writer writer(text);
        begin_journal_request(writer, first);
        for (; i < kept.size() && kept[i].request == first.request; ++i) {
            writer.begin_object();
            write_journal_play(writer, kept[i].play);
            writer.member("number", static_cast<std::int64_t>(kept[i].number));
            writer.member("state", journal_word(kept[i].state));
            writer.member("at", kept[i].at_ms);
            if (kept[i].has_ended) writer.member("ended", true);
            if (kept[i].answer != Answer::None) {
                writer.member("answer", journal_word(kept[i].answer));
                writer.member("answered", kept[i].answered_ms);
            }
            writer.end_object();
            add(std::move(kept[i]));
        }
        writer.end_array();
        writer.end_object();
        text += '\n';
    }
    file_.replace(text);
    compact_at_bytes_ = std::max(compacted_bytes, 2 * file_.size());
}

}  // namespace mod_trakt::account
