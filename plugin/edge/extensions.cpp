#include "edge/extensions.hpp"

#include <array>
#include <string_view>

#include "edge/extensions/undo.hpp"

namespace mod_trakt::edge {
namespace {

// One row per extension. The functions of an extension and their constant table are in extensions/<name>.cpp;
// extensions/<name>.hpp declares the table. Each function begins with guarded() and a Turn (handle.hpp), or only
// calls run_document_call() (calls.hpp), which does both.
constexpr std::array own_extensions = {Extension{SYNCMOD_UNDO_V1_ID, &undo_functions}};

}  // namespace

const void* find_extension(std::span<const Extension> extensions, const char* id) noexcept {
    if (id == nullptr) return nullptr;
    for (const Extension& extension : extensions)
        if (std::string_view(extension.id) == id) return extension.functions;
    return nullptr;
}

const void* get_extension(const char* id) noexcept { return find_extension(own_extensions, id); }

}  // namespace mod_trakt::edge
