// Parsing and rendering guard.json, and refusals.
#include <algorithm>
#include <utility>

#include "account/guard_book.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::account {
namespace {

constexpr int guard_schema = 1;
constexpr std::int64_t largest_number = 1'000'000'000;

std::int64_t number_in(json::Value value) {
    return std::clamp<std::int64_t>(value.integer().value_or(0), 0, largest_number);
}
std::int64_t moment_in(json::Value value) { return plausible_unix_ms(value.integer().value_or(0)); }

// The list has minutes and numbers alternately. Minutes may lie before 1970.
PlaysByMinute plays_in(json::Value list) {
    constexpr std::int64_t furthest_minute = latest_unix_ms / minute_ms;
    PlaysByMinute plays;
    std::int64_t minute = 0;
    bool is_minute = true;
    for (const json::Value value : list.elements()) {
        if (is_minute)
            minute = std::clamp(value.integer().value_or(0), -furthest_minute, furthest_minute);
        else if (const std::int64_t number = number_in(value); number > 0)
            plays[minute * minute_ms] = number;
        is_minute = !is_minute;
    }
    return plays;
}

void write_counts(json::Writer& writer, const GuardCounts& counts) {
    writer.begin_object();
    writer.member("at_ms", counts.from_ms);
    if (counts.removed > 0) writer.member("removed", counts.removed);
    if (counts.size_before) writer.member("size_before", *counts.size_before);
    if (!counts.plays.empty()) {
        writer.key("plays");
        writer.begin_array();
        for (const auto& [minute, number] : counts.plays) {
            writer.integer(minute / minute_ms);
            writer.integer(number);
        }
        writer.end_array();
    }
    writer.end_object();
}

}  // namespace

void write_refusal(json::Writer& writer, const GuardRefusal& refusal) {
    writer.begin_object();
    writer.member("feature", name_of(refusal.feature));
    writer.member("kind", name_of(refusal.kind));
    writer.member("number", refusal.number);
    writer.member("limit", refusal.limit);
    writer.member("code", refusal.code.empty() ? std::nullopt : std::optional(refusal.code));
    writer.end_object();
}

std::optional<GuardBook> GuardBook::parse(const std::string& text) {
    json::Document document;
    if (document.parse(text)) return std::nullopt;
    const json::Value root = document.root();
    if (root["schema"].integer() != guard_schema || !root["changes"].is_object()) return std::nullopt;
    GuardBook book;
    for (const FeatureId feature : feature_ids) {
        for (const json::Value one : root["changes"][name_of(feature)].elements()) {
            GuardCounts& counts = book.counts_at(feature, moment_in(one["at_ms"]));
            counts.removed = number_in(one["removed"]);
            if (one["size_before"].integer()) counts.size_before = number_in(one["size_before"]);
            counts.plays = plays_in(one["plays"]);
        }
    }
    for (const json::Value one : root["issued"].elements()) {
        const auto feature = feature_named(one["feature"].text());
        const auto kind = guard_kind_named(one["kind"].text());
        const std::string_view code = one["code"].text();
        if (feature && kind && !code.empty())
            book.issued_.push_back({{.feature = *feature,
                                     .kind = *kind,
                                     .number = number_in(one["number"]),
                                     .limit = number_in(one["limit"]),
                                     .code = std::string(code)},
                                    moment_in(one["at_ms"])});
    }
    for (const json::Value code : root["used"].elements())
        if (code.is_string()) book.used_.emplace_back(code.text());
    return book;
}

std::string GuardBook::render() const {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("schema", guard_schema);
    writer.key("changes");
    writer.begin_object();
    for (const FeatureId feature : feature_ids) {
        writer.key(name_of(feature));
        writer.begin_array();
        for (const GuardCounts& counts : counts_[index_of(feature)]) write_counts(writer, counts);
        writer.end_array();
    }
    writer.end_object();
    writer.key("issued");
    writer.begin_array();
    for (const Issued& issued : issued_) {
        writer.begin_object();
        writer.member("code", issued.refusal.code);
        writer.member("feature", name_of(issued.refusal.feature));
        writer.member("kind", name_of(issued.refusal.kind));
        writer.member("number", issued.refusal.number);
        writer.member("limit", issued.refusal.limit);
        writer.member("at_ms", issued.at_ms);
        writer.end_object();
    }
    writer.end_array();
    writer.key("used");
    writer.begin_array();
    for (const std::string& code : used_) writer.string(code);
    writer.end_array();
    writer.end_object();
    return text;
}

}  // namespace mod_trakt::account
