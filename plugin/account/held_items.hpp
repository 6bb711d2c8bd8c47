// Single titles that the account has, found by any of their ids.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "account/held_title.hpp"
#include "account/title_token.hpp"

namespace mod_trakt::account {

// Not thread-safe.
class HeldItems {
public:
    void add(TitleName name, const Holding& holding);
    void merge(const HeldItems& other);
    // Removes these plays.
    void forget(const std::set<std::int64_t>& history_ids);
    // Adds the titles and shows that have this token, in the order in which they were added, without the plays in
    // `gone`.
    void find(const TitleToken& token, const std::set<std::int64_t>& gone, HeldTitles& found) const;
    // The same without holdings.
    void find_titles(const TitleToken& token, HeldTitles& found) const;
    // Appends the plays of these minutes.
    void find_plays_at(const std::set<std::int64_t>& minutes_ms, std::vector<HeldPlay>& found) const;
    std::size_t size() const noexcept { return size_; }
    // How many of these plays are held.
    std::size_t count_of(const std::set<std::int64_t>& history_ids) const;

private:
    struct Entry {
        Holding holding;
        TitleName name;
        bool is_gone = false;
    };
    std::vector<Entry> entries_;
    std::size_t size_ = 0;
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_token_;
};

}  // namespace mod_trakt::account
