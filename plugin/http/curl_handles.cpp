#include "http/curl_handles.hpp"

#include <mutex>

namespace mod_trakt::http {

void init_curl() {
    static std::once_flag once;  // trivial: no destructor runs at exit
    std::call_once(once, [] {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::bad_alloc();
    });
}

}  // namespace mod_trakt::http
