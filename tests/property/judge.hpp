// Holds indexes against each other and against what the twin has, and requests against what they may be.
#pragma once

#include <string>
#include <vector>

#include "promise.hpp"
#include "property_case.hpp"
#include "site.hpp"

namespace mod_trakt::property {

// A promise that was not kept.
struct Broken {
    std::string what;
};

// An index as the host gets it.
struct Index {
    json::value document;
    const json::object& items() const { return document.at("items").as_object(); }
};

// Empty: the items of `type` are the same; nullptr: all items.
std::string difference(const Index& actual, const Index& expected, const char* type);

// The full read itself is held against what the twin has.
void check_against_truth(const Index& index, const Truth& truth);

// What may be missed are changes. A play that was there and is there is never gone.
void check_nothing_is_lost(const Index& index, Kind kind, const Truth& before, const Truth& now);

// Counts what it has judged.
class Judge {
public:
    Judge(CaseResult& result, bool check_limits) : result_(result), check_limits_(check_limits) {}

    void compare(const Index& index, const Index& full, const std::string& what);
    void hold(const std::vector<Asked>& asked, const Limit& limit, const std::string& what);

private:
    CaseResult& result_;
    const bool check_limits_;
};

}  // namespace mod_trakt::property
