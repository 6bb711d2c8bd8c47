// The exported table: constants, and the functions of edge/.
#include "syncmod/syncmod.h"

#include "edge/calls.hpp"
#include "edge/extensions.hpp"
#include "edge/handle.hpp"
#include "module/manifest.hpp"

namespace edge = mod_trakt::edge;

namespace {

constexpr syncmod_plugin_v1 table = {
    .struct_size = sizeof(syncmod_plugin_v1),
    .abi_version = SYNCMOD_ABI_V1_0,
    .min_host_abi = SYNCMOD_ABI_V1_0,
    .flags = 0,
    .name = mod_trakt::provider_name,
    .label = mod_trakt::provider_label,
    .version = mod_trakt::module_version,
    .features_json = mod_trakt::features_json,
    .capabilities_json = mod_trakt::capabilities_json,
    .manifest_json = mod_trakt::manifest_json,
    .is_configured = edge::is_configured,
    .create = edge::create,
    .destroy = edge::destroy,
    .configure = edge::configure,
    .health = edge::health,
    .build_index = edge::build_index,
    .add = edge::add,
    .remove = edge::remove,
    .get_extension = edge::get_extension,
};

}  // namespace

extern "C" const syncmod_plugin_v1* syncmod_entry_v1(void) { return &table; }
