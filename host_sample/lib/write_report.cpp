#include "lib/write_report.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "lib/problem.hpp"
#include "lib/text.hpp"
#include "lib/text_table.hpp"

namespace syncmod_host {
namespace {

constexpr std::size_t shown_problems = 50;

std::string text_of(const boost::json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    if (const auto* text = value->if_string()) return std::string(*text);
    return boost::json::serialize(*value);
}

std::int64_t number_of(const boost::json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

bool flag_of(const boost::json::object& object, const char* name, bool otherwise) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}

bool is_good(const WriteReport::Item& item, bool dry_run) {
    if (dry_run) return item.verdict != "rejected";
    constexpr std::string_view good[] = {"added", "existing", "updated", "removed", "absent"};
    return std::find(std::begin(good), std::end(good), item.verdict) != std::end(good);
}

bool is_refused_by_guard(const WriteReport::Item& item) { return item.verdict == "rejected" && item.hint == "guard"; }

template <typename Visit>
void each_object(const boost::json::object& report, const char* name, Visit&& visit) {
    const auto* list = report.if_contains(name);
    if (list == nullptr || !list->is_array()) return;
    for (const auto& entry : list->get_array())
        if (const auto* object = entry.if_object()) visit(*object);
}

}  // namespace

WriteReport read_write_report(std::string_view document) {
    boost::json::error_code error;
    const auto parsed = boost::json::parse(document, error);
    if (error || !parsed.is_object())
        throw Fatal(exit_failed, {.status = SYNCMOD_BAD_DATA,
                                  .reason = "bad_result",
                                  .message = "the plugin's write report is not a JSON object"});
    const auto& source = parsed.get_object();
    WriteReport report;
    report.ok = flag_of(source, "ok", true);
    report.dry_run = flag_of(source, "dry_run", false);
    report.count = number_of(source, "count");
    each_object(source, "results", [&](const boost::json::object& entry) {
        report.items.push_back({.index = number_of(entry, "index"),
                                .key = text_of(entry, "key"),
                                .verdict = text_of(entry, "verdict"),
                                .hint = text_of(entry, "hint"),
                                .message = text_of(entry, "message")});
    });
    each_object(source, "requests", [&](const boost::json::object& entry) {
        report.requests.push_back({text_of(entry, "method"), text_of(entry, "path"), text_of(entry, "body").size()});
    });
    if (const auto* guard = source.if_contains("guard"); guard != nullptr && guard->is_object()) {
        const auto& refused = guard->get_object();
        report.guard = WriteReport::Guard{.feature = text_of(refused, "feature"),
                                          .kind = text_of(refused, "kind"),
                                          .code = text_of(refused, "code"),
                                          .number = number_of(refused, "number"),
                                          .limit = number_of(refused, "limit")};
    }
    // A provider without verdicts per item still reports the items that it could not write.
    if (source.if_contains("results") == nullptr)
        each_object(source, "unresolved", [&](const boost::json::object& entry) {
            report.items.push_back({.index = static_cast<std::int64_t>(report.items.size()),
                                    .key = text_of(entry, "key"),
                                    .verdict = "unknown",
                                    .hint = text_of(entry, "hint"),
                                    .message = {}});
        });
    return report;
}

bool WriteReport::all_good() const {
    return std::all_of(items.begin(), items.end(), [&](const Item& item) { return is_good(item, dry_run); });
}

bool WriteReport::others_are_good() const {
    return std::all_of(items.begin(), items.end(),
                       [&](const Item& item) { return is_refused_by_guard(item) || is_good(item, dry_run); });
}

std::vector<std::int64_t> WriteReport::refused_by_guard() const {
    std::vector<std::int64_t> indexes;
    for (const Item& item : items)
        if (is_refused_by_guard(item)) indexes.push_back(item.index);
    return indexes;
}

std::string WriteReport::Guard::text() const {
    std::string line = "Guard: " + feature + ": " + kind + ": " + std::to_string(number) + ", and at most " +
                       std::to_string(limit) + " are made without a confirmation.";
    if (!code.empty()) line += " To confirm them: the same command with --confirm " + code;
    return printable(line);
}

std::string WriteReport::text() const {
    std::string out = dry_run ? "Dry run, nothing was sent. Expected verdicts:\n" : "Verdicts:\n";
    std::map<std::string, std::size_t> counts;
    for (const Item& item : items) ++counts[item.verdict];
    TextTable verdicts({"VERDICT", "ITEMS"});
    for (const auto& [verdict, number] : counts) verdicts.row({verdict, std::to_string(number)});
    if (verdicts.empty()) verdicts.row({"(no items)", "0"});
    out += verdicts.text();

    if (!requests.empty()) {
        TextTable table({"METHOD", "PATH", "BODY BYTES"});
        for (const Request& request : requests)
            table.row({request.method, request.path, std::to_string(request.body_bytes)});
        out += "Requests that the real run would send:\n" + table.text();
    }

    TextTable problems({"INDEX", "KEY", "VERDICT", "HINT", "MESSAGE"});
    std::size_t bad = 0;
    for (const Item& item : items) {
        if (is_good(item, dry_run)) continue;
        if (++bad <= shown_problems)
            problems.row({std::to_string(item.index), item.key, item.verdict, item.hint, item.message});
    }
    if (bad > 0) out += "Items that need attention:\n" + problems.text();
    if (bad > shown_problems) out += "  and " + std::to_string(bad - shown_problems) + " more; --json has them all\n";
    if (guard) out += guard->text() + "\n";
    return out;
}

}  // namespace syncmod_host
