// The plugin under test: one module after the other with the same account, folder and clock.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "judge.hpp"
#include "module/trakt_module.hpp"
#include "promise.hpp"
#include "site.hpp"
#include "story.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::property {

constexpr std::int64_t usual_verify_hours = 24;

// Thrown when a read is INCOMPLETE and may be.
struct Refused {};

struct Settings {
    std::int64_t verify_hours = usual_verify_hours;
    int reads_in_flight = 4;
};

class Subject {
public:
    // All arguments must outlive it and may change; changed settings apply to modules opened later.
    Subject(Site& site, const Mode& mode, const Settings& settings, Story& story);

    std::int64_t unix_ms() const { return clock_.unix_ms(); }
    void wait(std::int64_t ms);

    // Opens a new module on the same folder.
    void open();
    Index read(const std::string& feature) { return read_by(*module_, feature); }
    // Adds or removes the items, and returns the verdicts.
    std::vector<std::string> write(const std::string& feature, bool removing, const json::array& items);
    // Reads by a module without earlier data, while the site's counts are right.
    Index read_by_newcomer(const std::string& feature);

private:
    Index read_by(TraktModule& module, const std::string& feature);
    ModuleServices services();
    std::string config(bool keeps_state, std::int64_t per_page) const;

    Site& site_;
    const Mode& mode_;
    const Settings& settings_;
    Story& story_;
    test::FakeClock clock_;
    test::TempFolder folder_;
    std::unique_ptr<TraktModule> module_;
    std::int64_t announced_too_many_ = 0;  // each list has announced this many rows too many
};

}  // namespace mod_trakt::property
