// Judges one case. A unit gives the plugin's value of each member. The judge chooses the profile and the expectation
// with which it compares, and counts the results.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compare.hpp"
#include "model/key_rules.hpp"
#include "support/json/value.hpp"

namespace vectors {

namespace json = mod_trakt::json;

struct Case {
    std::string id;
    json::Value input, expected, suggested, defect_fields;
    std::vector<std::string> newer;
    std::string function;     // of raises.jsonl: what was called
    bool has_defect = false;  // the case as a whole is marked

    bool has_newer(std::string_view label) const;
    // The defects of a member, comma separated; empty: its expectation is valid.
    std::string_view defects_of(std::string_view member) const { return defect_fields[member].text(); }
};

// The results of the cases of one file, and why some were not judged.
struct Tally {
    std::size_t passed = 0, failed = 0, set_aside = 0, not_judged = 0, members = 0;
    std::map<std::string, std::size_t> set_aside_because;
    std::map<std::string, std::size_t> not_judged_because;
    std::vector<std::string> failures;
};

class Judge {
public:
    // The plugin's value for the case under these rules, as JSON text.
    using Compute = std::function<std::string(const mod_trakt::KeyRules&)>;

    // Changes an expectation (JSON text) if the plugin gives the same in another form.
    using Reading = std::function<std::string(json::Value)>;

    explicit Judge(const Case& subject) : case_(subject) {}

    // Compares a member with its expectations. Unmarked: with `expected`. Marked with KEY-* only: with `expected` under
    // the rules of 3.2.0. Marked in any way: with `suggested`, if there is one, under the default rules.
    void member(std::string_view name, const Compute& compute, Tolerance tolerance = {}, const Reading& reading = {});

    // Compares an outcome that is not a JSON value (such as "an error") with the expected one.
    void outcome(std::string_view name, std::string_view expected, std::string_view got);

    // Notes that a rule (not an id of a defect) keeps the member from being judged: the plugin's other value is right
    // too.
    void set_aside(std::string_view name, std::string_view predicate);
    // Notes that the vectors themselves exempt the member: a defect, or a later behaviour that the plugin has.
    void not_judged(std::string_view name, std::string_view reason);

    // Adds the verdict on the whole case.
    void close(Tally& tally) const;

private:
    struct Way {
        const Compute& compute;
        Tolerance tolerance;
        const Reading& reading;
    };
    void compare(std::string_view name, json::Value expected, mod_trakt::KeyProfile profile, const Way& way);

    const Case& case_;
    std::size_t judged_ = 0;
    std::vector<std::string> failures_, set_aside_, not_judged_;
};

// Whether every defect in the list is one of the canonical keys.
bool key_defects_only(std::string_view defects);

}  // namespace vectors
