// Finds the functions of an extension by the extension's id.
#pragma once

#include <span>

namespace mod_trakt::edge {

struct Extension {
    const char* id;         // from the extension's header, e.g. "syncmod.auth/1"
    const void* functions;  // a constant table of the type that this header declares
};

// The functions of the extension with exactly this id; nullptr when there is none, or `id` is null.
const void* find_extension(std::span<const Extension> extensions, const char* id) noexcept;

// A function of the exported table: finds an extension of this plugin.
const void* get_extension(const char* id) noexcept;

}  // namespace mod_trakt::edge
