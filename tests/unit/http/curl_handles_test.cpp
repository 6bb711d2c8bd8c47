// Whether the owners of libcurl's objects wipe memory before they free it.
#include "http/curl_handles.hpp"

#include <catch2/catch.hpp>

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

namespace mod_trakt::curl_handles_test {

namespace {

// While counting is on, the number of blocks that libcurl frees with this text in them.
constexpr std::string_view canary = "canary-0123456789";
std::atomic<bool> counting{false};
std::atomic<int> given_back{0};

void count_and_free(void* block) {
    if (counting && block != nullptr) {
        const std::string_view bytes(static_cast<const char*>(block), malloc_usable_size(block));
        if (bytes.find(canary.substr(1)) != std::string_view::npos) ++given_back;
    }
    std::free(block);
}

// Runs before any other use of libcurl, which accepts memory functions only once per process.
const CURLcode started =
    curl_global_init_mem(CURL_GLOBAL_DEFAULT, &std::malloc, &count_and_free, &std::realloc, &strdup, &std::calloc);

}  // namespace

TEST_CASE("The header lines of a request are wiped before their memory is freed", "[http][secret]") {
    REQUIRE(started == CURLE_OK);
    given_back = 0;
    counting = true;
    {
        http::HeaderList lines;
        lines.append("Accept", ": ", "application/json");
        lines.append("Authorization", ": ", canary);
        CHECK(std::string_view(lines.get()->data) == "Accept: application/json");
        CHECK(std::string_view(lines.get()->next->data) == "Authorization: " + std::string(canary));
    }
    CHECK(given_back == 0);
    // The counter works: it finds a line that is not wiped.
    curl_slist_free_all(curl_slist_append(nullptr, canary.data()));
    CHECK(given_back == 1);
    counting = false;
}

}  // namespace mod_trakt::curl_handles_test
