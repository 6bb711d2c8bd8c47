// The longer members of the owners of libcurl's objects.
#include "http/curl_handles.hpp"

#include <cstring>
#include <new>
#include <string>

#include "support/mutex.hpp"
#include "support/secret.hpp"

namespace mod_trakt::http {

void init_curl() {
    static Mutex mutex;
    static bool done = false;
    const Lock lock(mutex);
    if (done) return;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::bad_alloc();
    done = true;
}

void HeaderList::append(std::string_view name, std::string_view separator, std::string_view value) {
    std::string line;
    // Reserved, so that no reallocation leaves parts of a token in freed memory.
    line.reserve(name.size() + separator.size() + value.size());
    line.append(name).append(separator).append(value);
    curl_slist* longer = curl_slist_append(list_.get(), line.c_str());
    wipe(line);
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list_.release());
    list_.reset(longer);
}

void HeaderList::Closer::operator()(curl_slist* list) const noexcept {
    for (curl_slist* entry = list; entry != nullptr; entry = entry->next) wipe(entry->data, std::strlen(entry->data));
    curl_slist_free_all(list);
}

}  // namespace mod_trakt::http
