// The items that made Trakt's server fail when they were sent alone, in the last seven days: faulty.json in the
// precious folder of the account (mode 0600). Without a state folder, the handle remembers them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "state/state_folder.hpp"
#include "support/call_scope.hpp"
#include "support/log.hpp"

namespace mod_trakt::account {

// One per handle; not thread-safe. Several processes may use the file at the same time. Times are Trakt's (Unix epoch,
// ms).
class FaultyItems {
public:
    static constexpr std::int64_t kept_ms = 7 * day_ms;
    static constexpr std::size_t most = 1000;  // beyond it, the oldest are removed

    // `folder` may be null. Everything is borrowed.
    FaultyItems(const state::StateFolder* folder, const Log& log) : folder_(folder), log_(log) {}

    // Sets the account; see Account::on_open.
    void open(const std::string& account);

    // True if the item was noted for this path within kept_ms; without Trakt's time, if it was noted at any time.
    // `item` is any text that names it. A file that cannot be used counts as empty, which is logged once.
    bool has(std::string_view path, std::string_view item, std::optional<std::int64_t> now_ms);
    // Notes that the item was rejected because the server failed. `now_ms`: Trakt's time, if it is known.
    void note(std::string_view path, std::string_view item, std::optional<std::int64_t> now_ms, const CallScope& scope);
    // Forgets the item, because the server has accepted it.
    void forget(std::string_view path, std::string_view item, const CallScope& scope);
    bool empty();

private:
    using Moments = std::map<std::string, std::int64_t, std::less<>>;  // by hash: when the item was rejected last

    bool has_file() const noexcept { return folder_ != nullptr && !account_.empty(); }
    void load();
    Moments read();
    template <typename Change>
    void update(const CallScope& scope, Change&& change);
    void warn(std::string_view message);

    const state::StateFolder* folder_;
    const Log& log_;
    std::string account_;  // empty: not known
    Moments moments_;
    bool is_loaded_ = false;
    bool has_warned_ = false;
};

}  // namespace mod_trakt::account
