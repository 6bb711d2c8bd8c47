// Who this provider says it is: the constant texts of the table.
#pragma once

#include <string_view>

#include "model/feature_id.hpp"

namespace mod_trakt {

inline constexpr char provider_name[] = "TRAKT";
inline constexpr char provider_label[] = "Trakt";
inline constexpr char provider_version[] = "3.2.0";  // of the module whose behaviour this provider has

#define MOD_TRAKT_FEATURES R"({"watchlist":true,"ratings":true,"history":true,"playlists":false})"
#define MOD_TRAKT_CAPABILITIES                                                                             \
    R"({"bidirectional":true,"index_semantics":"present","provides_ids":true,)"                            \
    R"("ratings":{"from_date":false,"types":{"episodes":true,"movies":true,"seasons":true,"shows":true},)" \
    R"("unrate":true,"upsert":true}})"

// String literals are joined by the compiler, so that reading the table needs no code to run.
inline constexpr char features_json[] = MOD_TRAKT_FEATURES;

// Whether a features object names every feature as offered, those that are not as such, and nothing else.
constexpr bool names_all_features(std::string_view json) {
    const auto drop = [&json](std::string_view text) {
        const bool is_there = json.starts_with(text);
        json.remove_prefix(is_there ? text.size() : 0);
        return is_there;
    };
    std::string_view before = "{\"";
    for (const FeatureId feature : feature_ids) {
        if (!drop(before) || !drop(name_of(feature)) || !drop("\":true")) return false;
        before = ",\"";
    }
    for (const std::string_view name : names_not_offered)
        if (!drop(before) || !drop(name) || !drop("\":false")) return false;
    return json == "}";
}
static_assert(names_all_features(features_json));

inline constexpr char capabilities_json[] = MOD_TRAKT_CAPABILITIES;
inline constexpr char manifest_json[] =
    R"({"name":"TRAKT","label":"Trakt","version":"3.2.0","type":"sync","bidirectional":true,"features":)" MOD_TRAKT_FEATURES
    R"(,"requires":[],"capabilities":)" MOD_TRAKT_CAPABILITIES "}";

#undef MOD_TRAKT_FEATURES
#undef MOD_TRAKT_CAPABILITIES

inline constexpr char default_user_agent[] = "mod_trakt/3.2.0";

}  // namespace mod_trakt
