#include "edge/extensions.hpp"

#include <initializer_list>
#include <string_view>

namespace mod_trakt::edge {
namespace {

// One row per extension. The functions of an extension and their constant table are in extensions/<name>.cpp;
// extensions/<name>.hpp declares the table. Each function begins with guarded() and a Turn (handle.hpp), or is a
// run_document_call (calls.hpp). The list is an initializer_list
// because C++ allows no array without elements.
constexpr std::initializer_list<Extension> own_extensions = {};

}  // namespace

const void* find_extension(std::span<const Extension> extensions, const char* id) noexcept {
    if (id == nullptr) return nullptr;
    for (const Extension& extension : extensions)
        if (std::string_view(extension.id) == id) return extension.functions;
    return nullptr;
}

const void* get_extension(const char* id) noexcept {
    return find_extension({own_extensions.begin(), own_extensions.size()}, id);
}

}  // namespace mod_trakt::edge
