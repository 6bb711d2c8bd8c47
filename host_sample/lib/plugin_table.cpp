#include "lib/plugin_table.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <cstring>

#include "lib/text.hpp"

namespace syncmod_host {
namespace {

// A provider must at least read an index, so the table must have that member.
constexpr std::size_t least_size = offsetof(syncmod_plugin_v1, build_index) + sizeof(syncmod_plugin_v1::build_index);

syncmod_status not_offered(syncmod_error* err, const char* what) noexcept {
    if (err != nullptr) {
        err->status = SYNCMOD_NOT_SUPPORTED;
        std::snprintf(err->reason, sizeof err->reason, "not_supported");
        std::snprintf(err->message, sizeof err->message, "this plugin does not offer %s", what);
    }
    return SYNCMOD_NOT_SUPPORTED;
}

syncmod_status no_is_configured(const char*, std::int32_t* out, syncmod_error* err) {
    if (out != nullptr) *out = 0;
    return not_offered(err, "is_configured");
}

syncmod_status no_configure(syncmod_handle*, const char*, syncmod_error* err) { return not_offered(err, "configure"); }

syncmod_status no_health(syncmod_handle*, const syncmod_call_v1*, syncmod_buf*, syncmod_error* err) {
    return not_offered(err, "health");
}

syncmod_status no_add(syncmod_handle*, const char*, const char*, const syncmod_call_v1*, syncmod_buf*,
                      syncmod_error* err) {
    return not_offered(err, "add");
}

syncmod_status no_remove(syncmod_handle*, const char*, const char*, const syncmod_call_v1*, syncmod_buf*,
                         syncmod_error* err) {
    return not_offered(err, "remove");
}

const void* no_extension(const char*) { return nullptr; }

void require(const void* slot, const char* name) {
    if (slot == nullptr)
        throw Refusal("missing_slot", std::string("the required member ") + name + " of the table is NULL");
}

template <typename Function>
void require(Function* slot, const char* name) {
    if (slot == nullptr)
        throw Refusal("missing_slot", std::string("the required function ") + name + " of the table is NULL");
}

void require_text(const char* text, const char* name) {
    require(static_cast<const void*>(text), name);
    if (*text == '\0' || printable(text) != text)
        throw Refusal("bad_text", std::string(name) + " is empty or not printable UTF-8");
}

void require_object(const char* text, const char* name) {
    require(static_cast<const void*>(text), name);
    boost::json::error_code error;
    const auto value = boost::json::parse(text, error);
    if (error) throw Refusal("bad_json", std::string(name) + " is not valid JSON: " + error.message());
    if (!value.is_object()) throw Refusal("bad_json", std::string(name) + " is not a JSON object");
}

}  // namespace

syncmod_plugin_v1 complete_table(const syncmod_plugin_v1* raw) {
    if (raw == nullptr) throw Refusal("no_table", "its entry function returned NULL");

    // These two members have a fixed place in every version of the table.
    std::uint32_t declared_size = 0;
    std::uint32_t abi = 0;
    std::memcpy(&declared_size, raw, sizeof declared_size);
    std::memcpy(&abi, reinterpret_cast<const char*>(raw) + sizeof declared_size, sizeof abi);

    if (SYNCMOD_ABI_MAJOR(abi) != SYNCMOD_ABI_MAJOR(host_abi)) {
        const bool newer = SYNCMOD_ABI_MAJOR(abi) > SYNCMOD_ABI_MAJOR(host_abi);
        throw Refusal(
            "other_abi_major",
            "the plugin uses ABI " + abi_text(abi) + ", this host " + abi_text(host_abi) + ": " +
                (newer ? "use a newer host, or a build of the plugin for ABI 1" : "use a newer build of the plugin"));
    }
    if (declared_size < least_size)
        throw Refusal("table_too_small", "its table has " + std::to_string(declared_size) + " bytes, at least " +
                                             std::to_string(least_size) + " are needed: rebuild it with ABI 1.0");

    syncmod_plugin_v1 table = {};
    // Rounded down to whole pointers: if the size ends inside a member, that member does not count.
    const std::size_t shared = std::min<std::size_t>(declared_size, sizeof table);
    std::memcpy(&table, raw, shared - shared % sizeof(void*));
    table.struct_size = sizeof table;

    if (table.min_host_abi > host_abi)
        throw Refusal("needs_newer_host", "the plugin needs a host with ABI " + abi_text(table.min_host_abi) +
                                              " or newer, this host has " + abi_text(host_abi) +
                                              ": use a newer host, or an older build of the plugin");

    require_text(table.name, "name");
    require_text(table.label, "label");
    require_text(table.version, "version");
    require_object(table.features_json, "features_json");
    require_object(table.capabilities_json, "capabilities_json");
    if (table.manifest_json != nullptr)
        require_object(table.manifest_json, "manifest_json");
    else
        table.manifest_json = "{}";

    require(table.create, "create");
    require(table.destroy, "destroy");
    require(table.build_index, "build_index");
    if (table.is_configured == nullptr) table.is_configured = no_is_configured;
    if (table.configure == nullptr) table.configure = no_configure;
    if (table.health == nullptr) table.health = no_health;
    if (table.add == nullptr) table.add = no_add;
    if (table.remove == nullptr) table.remove = no_remove;
    if (table.get_extension == nullptr) table.get_extension = no_extension;
    return table;
}

}  // namespace syncmod_host
