// Writing ids as JSON.
#include "model/ids.hpp"

namespace mod_trakt {

void Ids::write(json::Writer& writer) const {
    writer.begin_object();
    each([&](IdKey key, std::string_view value) { writer.member(id_key_name(key), value); });
    writer.end_object();
}

}  // namespace mod_trakt
