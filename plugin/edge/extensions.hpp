// What the plugin offers beyond its table: a look-up from an extension's id to the functions of that extension.
#pragma once

#include <span>

namespace mod_trakt::edge {

struct Extension {
    const char* id;         // as the extension's header names it, e.g. "syncmod.auth/1"
    const void* functions;  // a constant table of the type that this header declares
};

// The functions of the extension called `id`, exactly; nullptr when there is none, or `id` is null.
const void* find_extension(std::span<const Extension> extensions, const char* id) noexcept;

// Slot of the exported table: the look-up in the extensions of this plugin.
const void* get_extension(const char* id) noexcept;

}  // namespace mod_trakt::edge
