#include "support/mutex.hpp"

#include <catch2/catch.hpp>

#include <thread>
#include <type_traits>
#include <vector>

namespace mod_trakt::mutex_test {

static_assert(std::is_trivially_destructible_v<Mutex>);

TEST_CASE("One thread at a time holds a mutex", "[mutex]") {
    static constinit Mutex mutex;
    int count = 0;
    const auto count_up = [&count] {
        for (int i = 0; i < 500; ++i) {
            const Lock lock(mutex);
            const int before = count;
            std::this_thread::yield();
            count = before + 1;
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(count_up);
    for (std::thread& thread : threads) thread.join();
    CHECK(count == 2'000);
}

}  // namespace mod_trakt::mutex_test
