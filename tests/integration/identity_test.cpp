#include <catch2/catch.hpp>

#include "support/plugin_library.hpp"

using namespace mod_trakt::tests;

TEST_CASE("The entry returns the same table every time, made for ABI 1.0", "[abi]") {
    const PluginLibrary one, two;
    CHECK(&one.table() == &two.table());
    CHECK(one.table().struct_size == sizeof(syncmod_plugin_v1));
    CHECK(one.table().abi_version == SYNCMOD_ABI_V1_0);
    CHECK(one.table().min_host_abi == SYNCMOD_ABI_V1_0);
    CHECK(one.table().flags == 0);
}

TEST_CASE("The plugin's identity is exactly that of the sync provider that it replaces", "[abi]") {
    CHECK(std::string(plugin().name) == "TRAKT");
    CHECK(std::string(plugin().label) == "Trakt");
    CHECK(std::string(plugin().version) == "3.2.0");
    CHECK(parse(plugin().features_json) ==
          parse(R"({"watchlist":true,"ratings":true,"history":true,"playlists":false})"));
    CHECK(std::string(plugin().capabilities_json) ==
          R"({"bidirectional":true,"index_semantics":"present","provides_ids":true,"ratings":{"from_date":false,)"
          R"("types":{"episodes":true,"movies":true,"seasons":true,"shows":true},"unrate":true,"upsert":true}})");
}

TEST_CASE("The manifest names the plugin, its features and capabilities, and no requirements", "[abi]") {
    const json::value manifest = parse(plugin().manifest_json);
    CHECK(text_at(manifest, "name") == "TRAKT");
    CHECK(text_at(manifest, "label") == "Trakt");
    CHECK(text_at(manifest, "version") == "3.2.0");
    CHECK(text_at(manifest, "type") == "sync");
    CHECK(at(manifest, "bidirectional") == true);
    CHECK(at(manifest, "features") == parse(plugin().features_json));
    CHECK(at(manifest, "capabilities") == parse(plugin().capabilities_json));
    CHECK(at(manifest, "requires") == json::array{});
    CHECK(manifest.as_object().size() == 8);
}

TEST_CASE("Unknown ids find no extension", "[abi]") {
    CHECK(plugin().get_extension("syncmod.auth/1") == nullptr);
    CHECK(plugin().get_extension("") == nullptr);
    CHECK(plugin().get_extension(nullptr) == nullptr);
}
