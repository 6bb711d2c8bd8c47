#include "lib/undo_report.hpp"

#include <boost/json.hpp>
#include <map>

#include "lib/problem.hpp"
#include "lib/text.hpp"
#include "lib/text_table.hpp"

namespace syncmod_host {
namespace {

namespace json = boost::json;

constexpr std::size_t most_rows_shown = 50;

json::object parsed_object(std::string_view document) {
    json::error_code error;
    auto parsed = json::parse(document, error);
    if (error || !parsed.is_object())
        throw Fatal(exit_failed, {.status = SYNCMOD_BAD_DATA,
                                  .reason = "bad_result",
                                  .message = "the plugin's document on undoing is not a JSON object"});
    return std::move(parsed.get_object());
}

std::string word_in(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    if (const auto* text = value->if_string()) return std::string(*text);
    return json::serialize(*value);
}

std::int64_t count_in(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

template <typename Visit>
void each_in(const json::object& object, const char* name, Visit&& visit) {
    const auto* list = object.if_contains(name);
    if (list == nullptr || !list->is_array()) return;
    for (const auto& entry : list->get_array())
        if (const auto* one = entry.if_object()) visit(*one);
}

// "in part, 90 of 100"
std::string state_text(const json::object& run) {
    const std::string state = word_in(run, "state");
    const std::int64_t done = count_in(run, "back") + count_in(run, "impossible");
    if (state == "in_part")
        return "in part, " + std::to_string(done) + " of " + std::to_string(count_in(run, "changes"));
    if (state != "taken_back") return {};
    const std::int64_t impossible = count_in(run, "impossible");
    return "taken back" + (impossible > 0 ? ", but for " + std::to_string(impossible) : std::string());
}

// "history +98 -2"
std::string changes_text(const json::object& run) {
    std::string text;
    for (const char* feature : {"history", "ratings", "watchlist"}) {
        const auto* counts = run.if_contains(feature);
        if (counts == nullptr || !counts->is_object()) continue;
        const std::int64_t added = count_in(counts->get_object(), "added");
        const std::int64_t removed = count_in(counts->get_object(), "removed");
        text += (text.empty() ? "" : ", ") + std::string(feature);
        if (added > 0) text += " +" + std::to_string(added);
        if (removed > 0) text += " -" + std::to_string(removed);
    }
    return text;
}

std::string title_of(const json::object& object) {
    const std::string title = word_in(object, "title");
    if (!title.empty()) return title;
    const auto* item = object.if_contains("item");
    const json::object& named = item != nullptr && item->is_object() ? item->get_object() : object;
    return word_in(named, "type") + " " + word_in(named, "ids");
}

std::string when_of(const json::object& object) {
    const auto* item = object.if_contains("item");
    return word_in(item != nullptr && item->is_object() ? item->get_object() : object, "watched_at");
}

}  // namespace

std::string text_of_runs(std::string_view document) {
    TextTable table({"RUN", "BEGAN", "CHANGES", "TAKEN BACK", "TAKES BACK"});
    each_in(parsed_object(document), "runs", [&](const json::object& run) {
        table.row({word_in(run, "run"), word_in(run, "began_at"), changes_text(run), state_text(run),
                   word_in(run, "undoes")});
    });
    return table.empty() ? "No run is recorded.\n" : "Runs, the newest first:\n" + table.text();
}

UndoSummary summary_of_undo(std::string_view document) {
    const json::object report = parsed_object(document);
    const std::string run = word_in(report, "run");
    if (run.empty()) return {"There is no run to take back.\n", true};
    const auto* flag = report.if_contains("dry_run");
    const bool is_dry = flag != nullptr && flag->is_bool() && flag->get_bool();
    UndoSummary summary;
    summary.text = (is_dry ? "To take back the run " : "Taking back the run ") + printable(run) +
                   (is_dry ? ", nothing was changed:\n" : ":\n");
    std::map<std::pair<std::string, std::string>, std::size_t> counts;
    TextTable problems({"ACTION", "TITLE", "WATCHED", "VERDICT", "MESSAGE"});
    std::size_t bad = 0;
    each_in(report, "results", [&](const json::object& result) {
        const std::string verdict = word_in(result, "verdict");
        ++counts[{word_in(result, "action"), verdict}];
        const bool is_made = verdict.empty() || verdict == "added" || verdict == "updated" || verdict == "removed" ||
                             verdict == "existing" || verdict == "absent";
        if (!is_made && ++bad <= most_rows_shown)
            problems.row(
                {word_in(result, "action"), title_of(result), when_of(result), verdict, word_in(result, "message")});
    });
    TextTable actions({"ACTION", "VERDICT", "NUMBER"});
    for (const auto& [what, number] : counts) actions.row({what.first, what.second, std::to_string(number)});
    if (actions.empty()) actions.row({"(nothing is left to do)", "", "0"});
    summary.text += actions.text();
    if (!problems.empty()) summary.text += "Not made:\n" + problems.text();
    TextTable impossible({"CHANGE", "TITLE", "WATCHED", "WHY"});
    each_in(report, "cannot_be_taken_back", [&](const json::object& change) {
        impossible.row({word_in(change, "feature") + " " + word_in(change, "change"), title_of(change), when_of(change),
                        word_in(change, "why")});
    });
    if (!impossible.empty()) summary.text += "Cannot be taken back:\n" + impossible.text();
    if (const auto* never = report.if_contains("never_back"); never != nullptr && never->is_array())
        for (const auto& one : never->get_array())
            if (one.is_string()) summary.text += "Note: " + printable(std::string(one.get_string())) + ".\n";
    const std::string state = state_text(report);
    if (!is_dry) summary.text += "The run is " + (state.empty() ? "not taken back" : state) + ".\n";
    summary.is_complete = is_dry || word_in(report, "state") == "taken_back";
    return summary;
}

}  // namespace syncmod_host
