// The text of the journal: a line for each request, and one for what became of its plays.
#include "account/journal.hpp"

#include <algorithm>
#include <array>

#include "account/title_json.hpp"
#include "state/atomic_file.hpp"
#include "state/folder_of.hpp"
#include "state/set_aside.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"
#include "support/random.hpp"

namespace mod_trakt::account {
namespace {

constexpr std::string_view head = "{\"journal\":1}\n";

struct StateWord {
    Journal::State state;
    std::string_view word;
};
constexpr std::array state_words = {StateWord{Journal::State::Open, "open"}, StateWord{Journal::State::There, "there"},
                                    StateWord{Journal::State::Gone, "gone"}, StateWord{Journal::State::Ended, "ended"}};

std::string_view word_of_state(Journal::State state) noexcept {
    return state_words[static_cast<std::size_t>(state)].word;
}

std::optional<Journal::State> state_of_word(std::string_view word) noexcept {
    for (const StateWord& one : state_words)
        if (one.word == word) return one.state;
    return std::nullopt;
}

void write_play(json::Writer& writer, const Journal::Play& play) {
    write_title(writer, play.title);
    writer.member("minute", play.minute_ms);
}

Journal::Play read_play(json::Value object) { return {read_title(object), object["minute"].integer().value_or(0)}; }

std::uint64_t likeness(std::int64_t minute_ms, std::string_view text) noexcept {
    const std::string_view minute(reinterpret_cast<const char*>(&minute_ms), sizeof minute_ms);
    return hash_of({minute, text});
}

std::string outcomes_line(std::string_view request, std::span<const Journal::Outcome> outcomes, std::int64_t now_ms) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("of", request);
    writer.member("at", now_ms);
    for (const StateWord& one : state_words) {
        bool is_begun = false;
        for (const auto& [number, state] : outcomes) {
            if (state != one.state) continue;
            if (!std::exchange(is_begun, true)) writer.key(one.word), writer.begin_array();
            writer.integer(static_cast<std::int64_t>(number));
        }
        if (is_begun) writer.end_array();
    }
    writer.end_object();
    return text + '\n';
}

// Up to the plays of a request, of which `entry` is one.
void begin_request_line(json::Writer& writer, const Journal::Entry& entry) {
    writer.begin_object();
    writer.member("sent", entry.request);
    writer.member("feature", name_of(entry.feature));
    writer.member("change", entry.change == Change::Add ? "add" : "remove");
    writer.member("at", entry.at_ms);
    writer.key("plays");
    writer.begin_array();
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
    if (root["of"].is_string()) return read_outcomes(root);
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
        entry.play = read_play(play);
        entry.state = state_of_word(play["state"].text()).value_or(State::Open);
        entry.at_ms = play["at"].integer().value_or(*at_ms);
        add(std::move(entry));
        ++number;
    }
    return true;
}

bool Journal::read_outcomes(json::Value line) {
    std::vector<Outcome> outcomes;
    for (const StateWord& one : state_words)
        for (const json::Value number : line[one.word].elements())
            outcomes.emplace_back(static_cast<std::size_t>(number.integer().value_or(-1)), one.state);
    apply(line["of"].text(), outcomes, line["at"].integer().value_or(0));
    return true;
}

void Journal::add(Entry entry) {
    const std::size_t place = entries_.size();
    requests_.try_emplace(entry.request, place, 0).first->second.second += 1;
    for (const std::string& text : likeness_texts(entry.play.title))
        by_likeness_.emplace(likeness(entry.play.minute_ms, text), place);
    entries_.push_back(std::move(entry));
}

void Journal::apply(std::string_view request, std::span<const Outcome> outcomes, std::int64_t now_ms) {
    const auto found = requests_.find(std::string(request));
    if (found == requests_.end()) return;  // dropped when the file was compacted
    const auto [first, count] = found->second;
    for (const auto& [number, state] : outcomes)
        for (std::size_t i = first; i < first + count; ++i)
            if (entries_[i].number == number) {
                entries_[i].state = state;
                entries_[i].at_ms = now_ms;
            }
}

std::string Journal::begin(FeatureId feature, Change change, std::span<const Play> plays, std::int64_t now_ms) {
    if (file_.size() >= compact_at_bytes_) keep_whole([&] { compact(now_ms); });
    std::string request = hex_of(random_word());
    const bool is_new = file_.size() == 0;
    if (is_new) state::flush_folder_path(file_.files(), state::folder_of(file_.path()));
    std::string text = is_new ? std::string(head) : std::string();
    json::Writer writer(text);
    begin_request_line(writer, {.request = request, .feature = feature, .change = change, .play = {}, .at_ms = now_ms});
    for (const Play& play : plays) {
        writer.begin_object();
        write_play(writer, play);
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    text += '\n';
    keep_whole([&] {
        file_.append(text, true);
        for (std::size_t i = 0; i < plays.size(); ++i)
            add({request, i, feature, change, plays[i], State::Open, now_ms});
    });
    return request;
}

void Journal::settle(std::string_view request, std::span<const Outcome> outcomes, std::int64_t now_ms) {
    if (outcomes.empty()) return;
    keep_whole([&] {
        file_.append(outcomes_line(request, outcomes, now_ms), false);
        apply(request, outcomes, now_ms);
    });
}

const Journal::Entry* Journal::last(const Play& play) const {
    const Entry* found = nullptr;
    for (const std::string& text : likeness_texts(play.title)) {
        const auto [begin, end] = by_likeness_.equal_range(likeness(play.minute_ms, text));
        for (auto at = begin; at != end; ++at) {
            const Entry& entry = entries_[at->second];
            // A change that was not applied says nothing of those before it.
            if (entry.state == State::Ended) continue;
            if (entry.play.minute_ms != play.minute_ms || (found != nullptr && &entry <= found)) continue;
            if (compare(entry.play.title, play.title) == Sameness::Same) found = &entry;
        }
    }
    return found;
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

// Keeps open entries, and certain ones for a day. What is left is written as one line for each request.
void Journal::compact(std::int64_t now_ms) {
    std::vector<Entry> kept;
    for (const Entry& entry : entries_) {
        const bool is_open = entry.state == State::Open && last(entry.play) == &entry;
        const bool is_young = entry.state != State::Open && entry.at_ms + kept_ms > now_ms;
        if (is_open || is_young) kept.push_back(entry);
    }
    clear();
    std::string text(head);
    for (std::size_t i = 0; i < kept.size();) {
        const Entry first = kept[i];
        json::Writer writer(text);
        begin_request_line(writer, first);
        for (; i < kept.size() && kept[i].request == first.request; ++i) {
            writer.begin_object();
            write_play(writer, kept[i].play);
            writer.member("number", static_cast<std::int64_t>(kept[i].number));
            writer.member("state", word_of_state(kept[i].state));
            writer.member("at", kept[i].at_ms);
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
