// The ledger's file: its bytes, and an update under its lock.
#include "state/shared_rate_ledger.hpp"
#include "state/boot_id.hpp"

#include <fcntl.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "state/locked_file.hpp"
#include "support/mutex.hpp"

namespace mod_trakt::state {
namespace {

constexpr std::uint32_t magic = 0x544B5247;  // "GRKT"
constexpr std::uint32_t schema = 2;
// A machine does not run for a century: a later time means damage, and sums with it would overflow.
constexpr std::int64_t latest_ms = 100LL * 366 * 24 * 3600 * 1000;
constexpr std::int64_t most_left = 1'000'000'000;  // requests
constexpr std::size_t max_reads = 10'000;          // above every server's limit, so a larger count means damage
constexpr std::size_t max_waiting = 1'000;

// The fixed part of the file; the times of the reads and then the waiting governors follow.
struct Head {
    std::uint32_t magic_number = magic;
    std::uint32_t schema_number = schema;
    std::array<char, 40> boot_id{};
    double burst_debt_until_ms = 0;
    std::int64_t next_write_ms = 0;
    std::int64_t paused_until_ms = 0;
    std::int64_t server_limit = 0;  // 0: unknown
    std::int64_t server_left = 0;
    std::int64_t server_until_ms = 0;
    std::uint64_t reads = 0;
    std::uint64_t waiting = 0;
};

struct Waiting {
    std::uint64_t who = 0;
    std::int64_t reads = 0;  // 0: writes
    std::int64_t since_ms = 0;
    std::int64_t due_ms = 0;
};

bool is_time(std::int64_t ms) noexcept { return ms >= 0 && ms <= latest_ms; }

bool is_plausible(const Head& head) noexcept {
    return is_time(head.next_write_ms) && is_time(head.paused_until_ms) && is_time(head.server_until_ms) &&
           head.burst_debt_until_ms >= 0 && head.burst_debt_until_ms <= static_cast<double>(latest_ms) &&
           head.server_limit >= 0 && head.server_limit <= most_left && head.server_left >= -most_left &&
           head.server_left <= most_left;
}

template <typename Part>
void append(std::string& bytes, const Part& part) {
    bytes.append(reinterpret_cast<const char*>(&part), sizeof(part));
}

// Removes a `Part` from the front of the bytes and returns it.
template <typename Part>
Part take(std::string_view& bytes) {
    Part part;
    std::memcpy(&part, bytes.data(), sizeof(part));
    bytes.remove_prefix(sizeof(part));
    return part;
}

std::string to_bytes(const http::RateState& state, const std::array<char, 40>& boot) {
    Head head;
    head.boot_id = boot;
    head.burst_debt_until_ms = state.burst_debt_until_ms;
    head.next_write_ms = state.next_write_ms;
    head.paused_until_ms = state.paused_until_ms;
    head.server_limit = std::min(state.server_limit.value_or(0), most_left);
    head.server_left = std::clamp(state.server_left, -most_left, most_left);
    head.server_until_ms = state.server_until_ms;
    // The newest reads, at most max_reads.
    const std::size_t reads = std::min(state.reads_ms.size(), max_reads);
    head.reads = reads;
    head.waiting = state.waiting.size();
    std::string bytes(reinterpret_cast<const char*>(&head), sizeof(head));
    for (std::size_t i = state.reads_ms.size() - reads; i < state.reads_ms.size(); ++i)
        append(bytes, state.reads_ms[i]);
    for (const http::RateWaiter& waiter : state.waiting)
        append(bytes, Waiting{waiter.who, waiter.reads ? 1 : 0, waiter.since_ms, waiter.due_ms});
    return bytes;
}

// Returns false, with `state` unchanged, when the bytes are not a ledger of this boot of the machine.
bool from_bytes(std::string_view bytes, const std::array<char, 40>& boot, http::RateState& state) {
    if (bytes.size() < sizeof(Head)) return false;
    const Head head = take<Head>(bytes);
    if (head.magic_number != magic || head.schema_number != schema || head.boot_id != boot) return false;
    if (head.reads > max_reads || head.waiting > max_waiting || !is_plausible(head) ||
        bytes.size() != head.reads * sizeof(std::int64_t) + head.waiting * sizeof(Waiting))
        return false;
    std::deque<std::int64_t> reads_ms;
    for (std::size_t i = 0; i < head.reads; ++i) reads_ms.push_back(take<std::int64_t>(bytes));
    if (!std::all_of(reads_ms.begin(), reads_ms.end(), is_time)) return false;
    if (!std::is_sorted(reads_ms.begin(), reads_ms.end())) return false;
    std::vector<http::RateWaiter> waiting;
    for (std::size_t i = 0; i < head.waiting; ++i) {
        const auto one = take<Waiting>(bytes);
        if (!is_time(one.since_ms) || !is_time(one.due_ms)) return false;
        waiting.push_back({one.who, one.reads != 0, one.since_ms, one.due_ms});
    }
    state.burst_debt_until_ms = head.burst_debt_until_ms;
    state.next_write_ms = head.next_write_ms;
    state.paused_until_ms = head.paused_until_ms;
    state.server_limit = head.server_limit > 0 ? std::optional(head.server_limit) : std::nullopt;
    state.server_left = head.server_left;
    state.server_until_ms = head.server_until_ms;
    state.reads_ms = std::move(reads_ms);
    state.waiting = std::move(waiting);
    return true;
}

class SharedRateLedger final : public http::RateLedger {
public:
    SharedRateLedger(Files& files, std::string path) : files_(files), path_(std::move(path)), boot_id_(boot_id()) {}

    void update(const std::function<void(http::RateState&)>& change) override {
        const Lock lock(mutex_);
        LockedFile locked(
            FileDescriptor(files_, files_.open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)));
        if (!locked.is_open() || !take_lock(locked)) return change_detached(change);
        const int fd = locked.file().get();
        const std::optional<std::string> before = read_all(fd);
        if (!before) return change_detached(change);  // the data of other processes must not be overwritten
        const bool was_detached = std::exchange(detached_, false);
        const http::RateState own = was_detached ? state_ : http::RateState();
        const auto own_reads = std::exchange(own_reads_, {});
        // Adds what this process did while it could not use the file.
        if (from_bytes(*before, boot_id_, state_) && was_detached) http::add_spent(own, own_reads, state_);
        change(state_);
        const std::string after = to_bytes(state_, boot_id_);
        if (after == *before) return;
        // The bytes are written in place, under the lock. If a process dies meanwhile, the others find inconsistent
        // bytes: the next process that updates writes back the state that it last knew. Only a shorter ledger needs
        // ftruncate.
        const bool is_size_right =
            after.size() >= before->size() || files_.ftruncate(fd, static_cast<off_t>(after.size())) == 0;
        const bool written =
            is_size_right && files_.pwrite(fd, after.data(), after.size(), 0) == static_cast<ssize_t>(after.size());
        if (written) return;
        (void)files_.ftruncate(fd, 0);
        detached_ = true;
        own_reads_.assign(state_.reads_ms.begin(), state_.reads_ms.end());
    }

private:
    void change_detached(const std::function<void(http::RateState&)>& change) {
        detached_ = true;
        const std::deque<std::int64_t> before = state_.reads_ms;
        change(state_);
        // Collects the reads that `change` has added.
        std::set_difference(state_.reads_ms.begin(), state_.reads_ms.end(), before.begin(), before.end(),
                            std::back_inserter(own_reads_));
    }
    // An update takes microseconds, so a lock that stays taken belongs to a process that was stopped. This process then
    // works with its own data, and until it gets the lock, it tries only once per update.
    bool take_lock(LockedFile& file) const {
        // Many short pauses, so that each of several busy processes gets the lock.
        constexpr timespec pause{0, 100'000};
        const int tries = detached_ ? 1 : 500;
        for (int i = 0; i < tries; ++i) {
            if (file.try_lock()) return true;
            if (errno != EWOULDBLOCK && errno != EINTR) return false;
            ::nanosleep(&pause, nullptr);
        }
        return false;
    }
    // Nullopt if the file cannot be read.
    std::optional<std::string> read_all(int fd) const {
        struct stat info {};
        if (files_.fstat(fd, info) != 0) return std::nullopt;
        constexpr std::size_t most_bytes =
            sizeof(Head) + max_reads * sizeof(std::int64_t) + max_waiting * sizeof(Waiting);
        std::string bytes(std::min(static_cast<std::size_t>(info.st_size), most_bytes + 1), '\0');
        const ssize_t got = files_.pread(fd, bytes.data(), bytes.size(), 0);
        if (got < 0) return std::nullopt;
        bytes.resize(static_cast<std::size_t>(got));
        return bytes;
    }

    Files& files_;
    std::string path_;
    std::array<char, 40> boot_id_;
    Mutex mutex_;
    http::RateState state_;                // as this process knows it; replaced by the file's data at each update
    bool detached_ = false;                // the last update is not in the file
    std::vector<std::int64_t> own_reads_;  // the reads that the file may lack
};

}  // namespace

std::shared_ptr<http::RateLedger> make_shared_rate_ledger(Files& files, std::string path) {
    return std::make_shared<SharedRateLedger>(files, std::move(path));
}

}  // namespace mod_trakt::state
