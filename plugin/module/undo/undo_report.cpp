#include "module/undo/undo_report.hpp"

#include <algorithm>
#include <array>

#include "support/iso_time.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt {
namespace {

using account::RunChange;
using account::RunRecord;

void write_title(json::Writer& writer, const TitleName& title) {
    writer.member("type", title.type ? singular(*title.type) : std::string_view());
    writer.key("ids");
    title.ids.write(writer);
    if (!title.show.empty()) {
        writer.key("show_ids");
        title.show.write(writer);
    }
    if (title.season) writer.member("season", *title.season);
    if (title.episode) writer.member("episode", *title.episode);
}

void write_item_of(json::Writer& writer, const changes::UndoStep& step) {
    writer.begin_object();
    write_title(writer, step.title);
    if (step.watched_ms) writer.member("watched_at", format_iso_ms(*step.watched_ms));
    if (step.history_id != 0) writer.member("_trakt_history_id", step.history_id);
    if (step.rating && step.action == changes::UndoStep::Action::Rate) {
        writer.member("rating", step.rating->value);
        if (step.rating->rated_ms) writer.member("rated_at", format_iso_ms(*step.rating->rated_ms));
    }
    writer.end_object();
}

std::string_view word_of(RunChange::Kind kind) noexcept {
    switch (kind) {
        case RunChange::Kind::Add: return "add";
        case RunChange::Kind::Remove: return "remove";
        case RunChange::Kind::Taken: break;
    }
    return "taken";
}

void write_change(json::Writer& writer, const RunChange& change, const std::string& why) {
    writer.begin_object();
    writer.member("feature", name_of(change.feature));
    writer.member("change", word_of(change.kind));
    account::write_change_members(writer, change);
    writer.member("why", why);
    writer.end_object();
}

std::string_view state_of(const RunRecord::Counts& counts) noexcept {
    if (counts.back + counts.impossible == counts.all) return "taken_back";
    return counts.back + counts.impossible > 0 ? "in_part" : "made";
}

void write_counts(json::Writer& writer, const RunRecord::Counts& counts) {
    writer.member("changes", static_cast<std::uint64_t>(counts.all));
    writer.member("back", static_cast<std::uint64_t>(counts.back));
    writer.member("impossible", static_cast<std::uint64_t>(counts.impossible));
    writer.member("state", state_of(counts));
}

void write_changes_by_feature(json::Writer& writer, const std::vector<RunChange>& changes) {
    for (const FeatureId feature : feature_ids) {
        std::uint64_t added = 0, removed = 0;
        for (const RunChange& change : changes) {
            if (change.feature != feature || change.state == RunChange::State::Ended) continue;
            if (change.kind == RunChange::Kind::Add) ++added;
            if (change.kind == RunChange::Kind::Remove) ++removed;
        }
        if (added + removed == 0) continue;
        writer.key(name_of(feature));
        writer.begin_object();
        writer.member("added", added);
        writer.member("removed", removed);
        writer.end_object();
    }
}

// What no undo brings back, of the changes of this run.
std::vector<std::string_view> never_back(const std::vector<RunChange>& changes) {
    bool plays = false, entries = false;
    for (const RunChange& change : changes) {
        const bool is_gone = change.state != RunChange::State::Ended && change.kind != RunChange::Kind::Add;
        plays = plays || (is_gone && change.feature == FeatureId::History);
        entries = entries || (is_gone && change.feature == FeatureId::Watchlist);
    }
    std::vector<std::string_view> texts;
    if (plays) texts.push_back("plays that are added again get new history ids");
    if (entries)
        texts.push_back("watchlist entries that are added again get a new listed_at and rank, and have no notes");
    return texts;
}

}  // namespace

std::string items_of(std::span<const changes::UndoStep> steps) {
    std::string text;
    json::Writer writer(text);
    writer.begin_array();
    for (const changes::UndoStep& step : steps) write_item_of(writer, step);
    writer.end_array();
    return text;
}

std::string UndoReport::render() const {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("ok", !failure.has_value());
    writer.member("dry_run", dry_run);
    if (run.empty()) {
        writer.member("run", nullptr);
        writer.end_object();
        return text;
    }
    writer.member("run", run);
    if (!dry_run) writer.member("by", by);
    RunRecord::Counts counts;
    for (const RunChange& change : changes) {
        if (change.state == RunChange::State::Ended) continue;
        ++counts.all;
        if (change.back == RunChange::Back::Yes) ++counts.back;
        if (change.back == RunChange::Back::Impossible) ++counts.impossible;
    }
    write_counts(writer, counts);
    writer.key("results");
    writer.begin_array();
    for (const UndoResult& result : results) {
        writer.begin_object();
        writer.member("action", changes::name_of(result.step.action));
        writer.member("feature", name_of(changes::feature_of(result.step.action)));
        writer.member("title", result.step.text);
        writer.key("item");
        write_item_of(writer, result.step);
        writer.member("verdict", result.verdict ? std::optional(changes::verdict_name(*result.verdict)) : std::nullopt);
        writer.member("hint", result.hint.empty() ? std::nullopt : std::optional(result.hint));
        writer.member("message", result.message.empty() ? std::nullopt : std::optional(result.message));
        writer.end_object();
    }
    writer.end_array();
    writer.key("cannot_be_taken_back");
    writer.begin_array();
    for (const RunChange& change : changes)
        if (change.back == RunChange::Back::Impossible) write_change(writer, change, change.why);
    writer.end_array();
    writer.key("never_back");
    writer.begin_array();
    for (const std::string_view one : never_back(changes)) writer.string(one);
    writer.end_array();
    if (failure) writer.member("error", failure->message);
    writer.end_object();
    return text;
}

std::string render_runs(std::span<const RunRecord* const> runs) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.key("runs");
    writer.begin_array();
    for (auto at = runs.rbegin(); at != runs.rend(); ++at) {
        const RunRecord& run = **at;
        writer.begin_object();
        writer.member("run", run.run());
        writer.member("began_at", format_iso_ms(run.began_ms()));
        writer.member("undoes", run.undoes().empty() ? std::nullopt : std::optional(run.undoes()));
        write_counts(writer, run.counts());
        write_changes_by_feature(writer, run.changes());
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    return text;
}

}  // namespace mod_trakt
