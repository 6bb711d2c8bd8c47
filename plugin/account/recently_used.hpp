// A table of limited size: when it is full, a new entry replaces the one whose last use is longest ago.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace mod_trakt::account {

template <typename Value>
class RecentlyUsed {
public:
    explicit RecentlyUsed(std::size_t most_entries) noexcept : most_entries_(most_entries) {}
    RecentlyUsed(const RecentlyUsed&) = delete;
    RecentlyUsed& operator=(const RecentlyUsed&) = delete;
    RecentlyUsed(RecentlyUsed&&) noexcept = default;
    RecentlyUsed& operator=(RecentlyUsed&&) noexcept = default;

    // Null when there is no such entry. Counts as a use. Valid until the next change.
    const Value* find(std::string_view key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return &found->second->second;
    }
    // Adds the entry or replaces its value. Counts as a use.
    void put(std::string key, Value value) {
        if (find(key) != nullptr) {
            entries_.front().second = std::move(value);
            return;
        }
        while (!entries_.empty() && entries_.size() >= most_entries_) {
            places_.erase(entries_.back().first);
            entries_.pop_back();
        }
        entries_.emplace_front(std::move(key), std::move(value));
        try {
            places_.emplace(entries_.front().first, entries_.begin());
        } catch (...) {
            entries_.pop_front();
            throw;
        }
    }
    void erase(std::string_view key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return;
        const auto entry = found->second;
        places_.erase(found);
        entries_.erase(entry);
    }
    // Calls f(key, value) for each entry. Does not count as a use.
    template <typename F>
    void each(F&& f) const {
        for (const auto& [key, value] : entries_) f(key, value);
    }
    bool empty() const noexcept { return entries_.empty(); }
    void clear() noexcept {
        places_.clear();
        entries_.clear();
    }

private:
    using Entries = std::list<std::pair<std::string, Value>>;  // the last used first

    std::size_t most_entries_;
    Entries entries_;
    std::unordered_map<std::string_view, typename Entries::iterator> places_;  // the keys are those of entries_
};

}  // namespace mod_trakt::account
