#include "changes/write_report.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "support/json/writer.hpp"

namespace mod_trakt::changes {
namespace {

enum class KeyClass { Applied, AlreadySo, Unresolved };

KeyClass key_class(Verdict verdict) noexcept {
    if (is_applied(verdict)) return KeyClass::Applied;
    return is_already_so(verdict) ? KeyClass::AlreadySo : KeyClass::Unresolved;
}

void text_or_null(json::Writer& writer, std::string_view name, const std::string& text) {
    if (text.empty())
        writer.member(name, nullptr);
    else
        writer.member(name, text);
}

}  // namespace

std::string_view verdict_name(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::Added: return "added";
        case Verdict::Existing: return "existing";
        case Verdict::Updated: return "updated";
        case Verdict::Removed: return "removed";
        case Verdict::Absent: return "absent";
        case Verdict::NotFound: return "not_found";
        case Verdict::Limit: return "limit";
        case Verdict::Rejected: return "rejected";
        case Verdict::Deferred: return "deferred";
        case Verdict::Unknown: break;
    }
    return "unknown";
}

void WriteReport::set(std::size_t input, Verdict verdict, std::string_view hint, std::string_view message,
                      std::string item_json) {
    Entry& entry = entries_[input];
    if (entry.verdict && (*entry.verdict != Verdict::Unknown || verdict == Verdict::Unknown)) return;
    std::string own_hint(hint), own_message(message);
    // Nothing below needs memory, so the entry is changed completely or not at all.
    entry.verdict = verdict;
    entry.hint = std::move(own_hint);
    entry.message = std::move(own_message);
    entry.item_json = std::move(item_json);
    entry.sending = 0;
    entry.order = next_order_++;
}

std::optional<Verdict> WriteReport::verdict(std::size_t input) const noexcept {
    const Entry& entry = entries_[input];
    return entry.verdict || entry.sending == 0 ? entry.verdict : Verdict::Unknown;
}

void WriteReport::conclude() {
    const std::string why = failure_ ? failure_->message : "no verdict was reached; this is a defect of the plugin";
    const std::string reason = failure_ ? failure_->reason : "internal";
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (entries_[i].verdict || entries_[i].follows) continue;
        if (entries_[i].sending > 0)
            set(i, Verdict::Unknown, reason, "sent, but it is not known whether it was applied: " + why);
        else if (failure_)
            set(i, Verdict::Deferred, reason, "not sent: " + why);
        else
            set(i, Verdict::Unknown, reason, why);
    }
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (!entries_[i].follows) continue;
        std::size_t leader = *entries_[i].follows;
        while (entries_[leader].follows) leader = *entries_[leader].follows;
        const Entry& first = entries_[leader];
        set(i, *first.verdict, first.hint, first.message, first.item_json);
        entries_[i].history_id = first.history_id;
    }
}

void WriteReport::set_event_key(std::size_t input, std::string event_key) {
    entries_[input].event_key = std::move(event_key);
}

void WriteReport::note_not_mirrored(std::size_t input, const WriteReport& mirrored, std::size_t title) {
    const Entry& entry = mirrored.entries_[title];
    not_mirrored_.push_back({input, entry.verdict.value_or(Verdict::Unknown), entry.hint, entry.message});
}

void WriteReport::fail(Error error) {
    if (!failure_) failure_ = std::move(error);
}

void WriteReport::write_results(json::Writer& writer) const {
    writer.key("results");
    writer.begin_array();
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const Entry& entry = entries_[i];
        writer.begin_object();
        writer.member("index", static_cast<std::int64_t>(i));
        writer.member("key", inputs_[i].key);
        if (!entry.event_key.empty()) writer.member("event_key", entry.event_key);
        if (entry.history_id != 0) writer.member("history_id", entry.history_id);
        writer.member("verdict", verdict_name(entry.verdict.value()));
        text_or_null(writer, "hint", entry.hint);
        text_or_null(writer, "message", entry.message);
        writer.end_object();
    }
    writer.end_array();
}

void WriteReport::write_keys_and_unresolved(json::Writer& writer) const {
    // A key is confirmed or skipped only if the verdicts of all its inputs are of the same class.
    std::map<std::string_view, std::pair<KeyClass, bool>> classes;  // second: mixed
    std::vector<std::string_view> order;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const std::string_view key = inputs_[i].key;
        if (key.empty()) continue;
        const KeyClass own = key_class(entries_[i].verdict.value());
        const auto [place, is_new] = classes.try_emplace(key, own, false);
        if (is_new)
            order.push_back(key);
        else if (place->second.first != own)
            place->second.second = true;
    }
    const auto write_keys = [&](std::string_view name, KeyClass wanted) {
        writer.key(name);
        writer.begin_array();
        for (const std::string_view key : order)
            if (const auto& [own, mixed] = classes.at(key); own == wanted && !mixed) writer.string(key);
        writer.end_array();
    };
    write_keys("confirmed_keys", KeyClass::Applied);
    write_keys("skipped_keys", KeyClass::AlreadySo);

    std::vector<std::size_t> by_order(entries_.size());
    std::iota(by_order.begin(), by_order.end(), std::size_t{0});
    std::sort(by_order.begin(), by_order.end(),
              [&](std::size_t a, std::size_t b) { return entries_[a].order < entries_[b].order; });
    writer.key("unresolved");
    writer.begin_array();
    for (const std::size_t i : by_order) {
        const Entry& entry = entries_[i];
        const auto found = classes.find(inputs_[i].key);
        const bool mixed = found != classes.end() && found->second.second;
        if (key_class(*entry.verdict) != KeyClass::Unresolved && !mixed) continue;
        writer.begin_object();
        writer.member("key", inputs_[i].key);
        writer.key("item");
        if (!entry.item_json.empty())
            writer.raw(entry.item_json);
        else if (inputs_[i].item)
            write_item(writer, *inputs_[i].item);
        else
            writer.value(inputs_[i].raw);
        if (entry.hint.empty())
            writer.member("hint", mixed ? std::string_view("mixed") : verdict_name(*entry.verdict));
        else
            writer.member("hint", entry.hint);
        writer.end_object();
    }
    writer.end_array();
}

void WriteReport::write_not_mirrored(json::Writer& writer) const {
    if (not_mirrored_.empty()) return;
    writer.key("not_mirrored");
    writer.begin_array();
    for (const NotMirrored& one : not_mirrored_) {
        writer.begin_object();
        writer.member("index", static_cast<std::int64_t>(one.input));
        writer.member("key", inputs_[one.input].key);
        writer.member("verdict", verdict_name(one.verdict));
        text_or_null(writer, "hint", one.hint);
        text_or_null(writer, "message", one.message);
        writer.end_object();
    }
    writer.end_array();
}

void WriteReport::write_guard(json::Writer& writer) const {
    if (!guard_) return;
    writer.key("guard");
    account::write_refusal(writer, *guard_);
}

std::string WriteReport::render() const {
    std::int64_t count = 0;
    for (const Entry& entry : entries_)
        if (is_applied(entry.verdict.value())) ++count;
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("ok", !failure_.has_value());
    writer.member("count", count);
    write_keys_and_unresolved(writer);
    write_results(writer);
    write_not_mirrored(writer);
    write_guard(writer);
    if (failure_) writer.member("error", failure_->message);
    writer.end_object();
    return text;
}

std::string WriteReport::render_dry_run() const {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("ok", true);
    writer.member("count", static_cast<std::int64_t>(entries_.size()));
    writer.member("dry_run", true);
    write_results(writer);
    write_guard(writer);
    writer.key("requests");
    writer.begin_array();
    for (const PlannedRequest& request : planned_) {
        writer.begin_object();
        writer.member("method", request.method);
        writer.member("path", request.path);
        writer.key("body");
        writer.raw(request.body);
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    return text;
}

}  // namespace mod_trakt::changes
