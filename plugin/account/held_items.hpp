// Single items that the account holds, found by any of their ids.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "account/title_token.hpp"
#include "model/item.hpp"

namespace mod_trakt::account {

struct Holding {
    std::int64_t history_id = 0;  // of a play; 0 otherwise
    std::int64_t watched_ms = 0;  // of a play, as Trakt has it
    int rating = 0;               // of a rating; 0 otherwise
    std::optional<std::int64_t> rated_ms;
};

// Not thread-safe.
class HeldItems {
public:
    void add(const Item& item, const Holding& holding);
    void merge(const HeldItems& other);
    // Removes these plays.
    void forget(const std::set<std::int64_t>& history_ids);
    // Appends the holdings that have this token and do not contradict `wanted`, in the order in which they were added.
    void find(const TitleToken& token, const TraktIds& wanted, std::vector<Holding>& found) const;
    std::size_t size() const noexcept { return size_; }
    // How many of these plays are held.
    std::size_t count_of(const std::set<std::int64_t>& history_ids) const;

private:
    struct Entry {
        Holding holding;
        std::string trakt_id, trakt_id_of_show;
        bool is_gone = false;
    };
    std::vector<Entry> entries_;
    std::size_t size_ = 0;
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_token_;
};

}  // namespace mod_trakt::account
