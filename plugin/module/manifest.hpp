// Who this provider says it is: the constant texts of the table.
#pragma once

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
inline constexpr char capabilities_json[] = MOD_TRAKT_CAPABILITIES;
inline constexpr char manifest_json[] =
    R"({"name":"TRAKT","label":"Trakt","version":"3.2.0","type":"sync","bidirectional":true,"features":)" MOD_TRAKT_FEATURES
    R"(,"requires":[],"capabilities":)" MOD_TRAKT_CAPABILITIES "}";

#undef MOD_TRAKT_FEATURES
#undef MOD_TRAKT_CAPABILITIES

inline constexpr char default_user_agent[] = "mod_trakt/3.2.0";

}  // namespace mod_trakt
