#include "judge.hpp"

#include <algorithm>
#include <exception>

namespace vectors {
namespace {

constexpr std::size_t longest_value = 1500;

std::string shortened(std::string text) {
    if (text.size() > longest_value)
        text = text.substr(0, longest_value) + "... (" + std::to_string(text.size()) + " bytes)";
    return text;
}

}  // namespace

bool Case::has_newer(std::string_view label) const {
    return std::find(newer.begin(), newer.end(), label) != newer.end();
}

bool key_defects_only(std::string_view defects) {
    while (!defects.empty()) {
        if (!defects.starts_with("KEY-")) return false;
        const std::size_t comma = defects.find(", ");
        if (comma == std::string_view::npos) return true;
        defects.remove_prefix(comma + 2);
    }
    return false;
}

void Judge::member(std::string_view name, const Compute& compute, Tolerance tolerance, const Reading& reading) {
    using mod_trakt::KeyProfile;
    const Way way{compute, tolerance, reading};
    const std::string_view defects = case_.defects_of(name);
    const json::Value expected = case_.expected[name];
    const json::Value suggested = case_.suggested[name];
    if (defects.empty()) {
        if (expected.present()) compare(name, expected, KeyProfile::Default, way);
        return;
    }
    const bool keys_only = key_defects_only(defects);
    if (keys_only) compare(name, expected, KeyProfile::CrossWatch32, way);
    if (suggested.present())
        compare(name, suggested, KeyProfile::Default, way);
    else if (!keys_only)
        not_judged(name, "marked with a defect, nothing suggested");
}

void Judge::compare(std::string_view name, json::Value expected, mod_trakt::KeyProfile profile, const Way& way) {
    ++judged_;
    mod_trakt::KeyRules rules;
    rules.profile = profile;
    std::string got;
    json::Document got_document, read_document;
    try {
        if (way.reading && !read_document.parse(way.reading(expected))) expected = read_document.root();
        got = way.compute(rules);
        if (!got_document.parse(got) && matches(expected, got_document.root(), way.tolerance)) return;
    } catch (const std::exception& error) {
        got = std::string("an exception: ") + error.what();
    }
    const char* under = profile == mod_trakt::KeyProfile::CrossWatch32 ? " (rules of 3.2.0)" : "";
    failures_.push_back(case_.id + " " + std::string(name) + under + "\n    expected " + shortened(to_text(expected)) +
                        "\n    got      " + shortened(got));
}

void Judge::outcome(std::string_view name, std::string_view expected, std::string_view got) {
    ++judged_;
    if (expected != got)
        failures_.push_back(case_.id + " " + std::string(name) + "\n    expected " + std::string(expected) +
                            "\n    got      " + std::string(got));
}

void Judge::set_aside(std::string_view name, std::string_view predicate) {
    set_aside_.push_back(std::string(name) + ": " + std::string(predicate));
}

void Judge::not_judged(std::string_view name, std::string_view reason) {
    not_judged_.push_back(std::string(name) + ": " + std::string(reason));
}

void Judge::close(Tally& tally) const {
    tally.members += judged_;
    for (const std::string& reason : set_aside_) ++tally.set_aside_because[reason];
    for (const std::string& reason : not_judged_) ++tally.not_judged_because[reason];
    tally.failures.insert(tally.failures.end(), failures_.begin(), failures_.end());
    if (!failures_.empty())
        ++tally.failed;
    else if (!set_aside_.empty())
        ++tally.set_aside;
    else if (judged_ > 0)
        ++tally.passed;
    else
        ++tally.not_judged;
}

}  // namespace vectors
