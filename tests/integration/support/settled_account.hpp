// An account of the twin that several handles read one after the other, and the requests of each.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/temp_folder.hpp"
#include "support/truth.hpp"
#include "support/twin_process.hpp"

namespace mod_trakt::tests {

// An account whose stamps are mature when it is read: the twin's clock advances between change and read.
class SettledAccount {
public:
    explicit SettledAccount(const json::object& sizes, const json::object& settings = {},
                            const json::value& now = "2026-09-12T12:00:00Z")
        : config_(in_folder(config_for(twin, settings), folder_)) {
        json::object anew = sizes;
        anew["now"] = now;
        twin.reset(anew);
        pass_minutes(10);
    }
    void pass_minutes(std::int64_t minutes) const { twin.clock({{"advance_ms", minutes * 60'000}}); }
    json::value change(const json::object& op) const {
        const json::value changed = twin.edit(op);
        pass_minutes(5);
        return changed;
    }
    // The requests of a read by a new handle in the same folder, by path and query. The index must be exact.
    std::vector<std::string> requests_of(const std::vector<std::string>& features = {"history"},
                                         const json::object& settings = {}) {
        twin.clear_ledger();
        json::object config = config_;
        config["trakt"] = merged(config_.at("trakt").as_object(), settings);
        Handle handle(config);
        for (const std::string& feature : features) {
            INFO(feature);
            CHECK(differs_from_truth(handle.index(feature), twin, feature) == "");
        }
        return requests();
    }
    std::vector<std::string> requests() const {
        std::vector<std::string> made;
        for (const json::value& entry : twin.ledger()) made.push_back(text_at(entry, "path"));
        return made;
    }
    const json::object& config() const { return config_; }

    const TwinProcess twin;

private:
    TempFolder folder_;
    json::object config_;
};

inline std::size_t count_of(const std::vector<std::string>& requests, const std::string& path) {
    return static_cast<std::size_t>(std::count(requests.begin(), requests.end(), path));
}

inline constexpr const char* activities = "/sync/last_activities";

}  // namespace mod_trakt::tests
