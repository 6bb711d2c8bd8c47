// An account of the twin whose indexes are compared with what it holds, each by a new handle in one folder.
#pragma once

#include <catch2/catch.hpp>

#include <string>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/temp_folder.hpp"
#include "support/truth.hpp"
#include "support/twin_process.hpp"

namespace mod_trakt::tests {

struct IndexedSite {
    IndexedSite(json::object sizes, const json::object& settings)
        : config(in_folder(config_for(twin, settings), folder)) {
        sizes["now"] = "2026-09-12T12:00:00Z";
        twin.reset(sizes);
        twin.clock({{"advance_ms", 600'000}});
    }
    Outcome index(const std::string& feature) const { return Handle(config).index(feature); }
    std::string differs(const std::string& feature) const { return differs_from_truth(index(feature), twin, feature); }
    std::size_t requests_of_an_exact_index(const std::string& feature) const {
        twin.clear_ledger();
        CHECK(differs(feature) == "");
        return twin.ledger().size();
    }

    const TwinProcess twin;
    const TempFolder folder;
    const json::object config;
};

}  // namespace mod_trakt::tests
