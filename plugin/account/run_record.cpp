// The text of a record: a line for the changes of each request, one for their outcomes, and one for each undo.
#include "account/run_record.hpp"

#include <algorithm>
#include <array>

#include "state/set_aside.hpp"
#include "support/error.hpp"
#include "support/iso_time.hpp"
#include "support/json/writer.hpp"
#include "support/text.hpp"

namespace mod_trakt::account {
namespace {

using State = RunChange::State;
using Back = RunChange::Back;
using Kind = RunChange::Kind;

struct KindWord {
    Kind kind;
    std::string_view word;
};
constexpr std::array kind_words = {KindWord{Kind::Add, "add"}, KindWord{Kind::Remove, "remove"},
                                   KindWord{Kind::Taken, "taken"}};

std::optional<Kind> kind_of_word(std::string_view word) noexcept {
    for (const KindWord& one : kind_words)
        if (one.word == word) return one.kind;
    return std::nullopt;
}

void write_numbers(json::Writer& writer, std::string_view name, std::span<const RunOutcome> outcomes, State state) {
    bool is_begun = false;
    for (const RunOutcome& one : outcomes) {
        if (one.state != state) continue;
        if (!std::exchange(is_begun, true)) writer.key(name), writer.begin_array();
        writer.integer(static_cast<std::int64_t>(one.number));
    }
    if (is_begun) writer.end_array();
}

std::size_t number_in(json::Value value) { return static_cast<std::size_t>(value.integer().value_or(-1)); }

}  // namespace

void RunRecord::clear() noexcept {
    changes_.clear();
    taken_back_by_.clear();
    began_ms_ = last_ms_ = 0;
}

void RunRecord::load() {
    try {
        read_on();
    } catch (...) {
        clear();
        file_.forget();
        throw;
    }
}

void RunRecord::read_on() {
    const state::AppendedFile::Text text = file_.read_on();
    if (text.is_anew) clear();
    const std::string run = run_, undoes = undoes_;
    std::string_view rest = text.lines;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        if (!read_line(std::string(rest.substr(0, end)))) {
            // The next file belongs to the same run, whatever the damaged one says.
            run_ = run;
            undoes_ = undoes;
            state::set_aside(file_.files(), file_.path());
            throw Failure(Status::Host, "state_unreadable",
                          file_.path() + " was damaged and is set aside; nothing was sent: call again");
        }
        rest.remove_prefix(end + 1);
    }
    follow_plays();
}

bool RunRecord::read_line(std::string line) {
    json::Document document;
    if (document.parse(std::move(line))) return false;
    const json::Value root = document.root();
    if (root["undo"].present()) {
        run_ = root["run"].text();
        undoes_ = root["undoes"].text();
        return root["undo"].integer() == 1 && !run_.empty();
    }
    const auto at_ms = parse_iso_ms(root["at"].text());
    if (!at_ms || run_.empty()) return false;
    if (began_ms_ == 0) began_ms_ = *at_ms;
    last_ms_ = *at_ms;
    return root["feature"].is_string() ? read_changes(root, *at_ms) : read_outcomes(root, *at_ms);
}

bool RunRecord::read_changes(json::Value line, std::int64_t at_ms) {
    const auto feature = feature_named(line["feature"].text());
    const auto kind = kind_of_word(line["change"].text());
    if (!feature || !kind) return false;
    for (const json::Value object : line["items"].elements()) {
        RunChange change = read_change(object);
        change.number = changes_.size();
        change.feature = *feature;
        change.kind = *kind;
        change.at_ms = at_ms;
        changes_.push_back(std::move(change));
    }
    return true;
}

bool RunRecord::read_outcomes(json::Value line, std::int64_t at_ms) {
    for (const json::Value number : line["done"].elements()) apply({number_in(number), State::Done, 0}, at_ms);
    for (const json::Value number : line["ended"].elements()) apply({number_in(number), State::Ended, 0}, at_ms);
    for (const auto& [number, id] : line["history_ids"].members()) {
        const auto at = parse_number<std::size_t>(number);
        if (at && *at < changes_.size()) changes_[*at].history_id = id.integer().value_or(0);
    }
    for (const json::Value number : line["back"].elements()) apply(RunReturn{number_in(number), Back::Yes, {}});
    for (const json::Value one : line["impossible"].elements())
        apply(RunReturn{number_in(one["number"]), Back::Impossible, std::string(one["why"].text())});
    if (line["by"].is_string()) taken_back_by_ = line["by"].text();
    return true;
}

void RunRecord::apply(const RunOutcome& outcome, std::int64_t at_ms) {
    if (outcome.number >= changes_.size()) return;
    RunChange& change = changes_[outcome.number];
    change.state = outcome.state;
    if (outcome.state == State::Done && change.done_ms == 0) change.done_ms = at_ms;
    if (outcome.history_id != 0) change.history_id = outcome.history_id;
}

// Gives each taken entry the state of the play that may have removed it.
void RunRecord::follow_plays() noexcept {
    for (RunChange& taken : changes_)
        if (taken.kind == Kind::Taken && taken.by < changes_.size()) taken.state = changes_[taken.by].state;
}

void RunRecord::apply(const RunReturn& one) {
    if (one.number >= changes_.size()) return;
    changes_[one.number].back = one.back;
    changes_[one.number].why = one.why;
}

void RunRecord::append(const std::string& lines, bool flush, std::int64_t now_ms) {
    std::string text;
    if (file_.size() == 0) {
        json::Writer writer(text);
        writer.begin_object();
        writer.member("undo", 1);
        writer.member("run", run_);
        if (!undoes_.empty()) writer.member("undoes", undoes_);
        writer.end_object();
        text += '\n';
        began_ms_ = now_ms;
    }
    file_.append(text + lines, flush);
    last_ms_ = now_ms;
}

void RunRecord::begin(std::span<RunChange> changes, std::int64_t now_ms) {
    std::string text;
    for (std::size_t i = 0; i < changes.size();) {
        const FeatureId feature = changes[i].feature;
        const Kind kind = changes[i].kind;
        json::Writer writer(text);
        writer.begin_object();
        writer.member("at", format_exact_iso_ms(now_ms));
        writer.member("feature", name_of(feature));
        writer.member("change", kind_words[static_cast<std::size_t>(kind)].word);
        writer.member("first", static_cast<std::int64_t>(changes_.size() + i));
        writer.key("items");
        writer.begin_array();
        for (; i < changes.size() && changes[i].feature == feature && changes[i].kind == kind; ++i) {
            changes[i].number = changes_.size() + i;
            changes[i].at_ms = now_ms;
            writer.begin_object();
            write_change_members(writer, changes[i]);
            writer.end_object();
        }
        writer.end_array();
        writer.end_object();
        text += '\n';
    }
    try {
        append(text, true, now_ms);
        changes_.insert(changes_.end(), changes.begin(), changes.end());
    } catch (...) {
        clear();
        file_.forget();
        throw;
    }
}

void RunRecord::settle(std::span<const RunOutcome> outcomes, std::int64_t now_ms) {
    if (outcomes.empty()) return;
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("at", format_exact_iso_ms(now_ms));
    write_numbers(writer, "done", outcomes, State::Done);
    write_numbers(writer, "ended", outcomes, State::Ended);
    bool has_ids = false;
    for (const RunOutcome& one : outcomes) {
        if (one.history_id == 0) continue;
        if (!std::exchange(has_ids, true)) writer.key("history_ids"), writer.begin_object();
        writer.member(std::to_string(one.number), one.history_id);
    }
    if (has_ids) writer.end_object();
    writer.end_object();
    append(text + '\n', false, now_ms);
    for (const RunOutcome& one : outcomes) apply(one, now_ms);
    follow_plays();
}

void RunRecord::note_back(const std::string& by, std::span<const RunReturn> returns, std::int64_t now_ms) {
    if (returns.empty()) return;
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("at", format_exact_iso_ms(now_ms));
    writer.member("by", by);
    writer.key("back");
    writer.begin_array();
    for (const RunReturn& one : returns)
        if (one.back == Back::Yes) writer.integer(static_cast<std::int64_t>(one.number));
    writer.end_array();
    writer.key("impossible");
    writer.begin_array();
    for (const RunReturn& one : returns) {
        if (one.back != Back::Impossible) continue;
        writer.begin_object();
        writer.member("number", static_cast<std::int64_t>(one.number));
        writer.member("why", one.why);
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    append(text + '\n', true, now_ms);
    for (const RunReturn& one : returns) apply(one);
    taken_back_by_ = by;
}

void RunRecord::name_plays(const TitleName& before, const TitleName& shown) {
    for (RunChange& change : changes_)
        if (change.feature == FeatureId::History && change.title == before) change.title = shown;
}

RunRecord::Counts RunRecord::counts() const {
    Counts counts;
    for (const RunChange& change : changes_) {
        if (change.state == State::Ended) continue;
        ++counts.all;
        if (change.back == Back::Yes) ++counts.back;
        if (change.back == Back::Impossible) ++counts.impossible;
    }
    return counts;
}

}  // namespace mod_trakt::account
