// The rows that lists have shown in reads that could not be believed. The same rows in several reads are a proof. Kept
// in a small file in the cache of the account.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "index/paging/list_reader.hpp"
#include "state/files.hpp"
#include "support/log.hpp"

namespace mod_trakt::index {

class Sightings {
public:
    static constexpr std::int64_t reads_for_proof = 3;
    static constexpr std::int64_t span_for_proof_ms = 60 * 60 * 1000;

    // Keeps the sightings in memory only.
    Sightings() = default;
    // Reads the file; a missing, damaged or foreign one counts as empty. `files` must outlive this object.
    Sightings(state::Files& files, std::string path, std::string account);

    // Notes that the list has shown these rows, and returns whether it has shown the same ones in three reads over at
    // least an hour. Throws Failure HOST when the file cannot be written.
    bool note(const std::string& list, const RowsSeen& rows, std::int64_t now_ms);

private:
    struct Seen {
        RowsSeen rows;
        std::int64_t first_ms = 0;
        std::int64_t reads = 0;
    };
    void load();
    void save() const;

    state::Files* files_ = nullptr;  // null: nothing is written
    std::string path_, account_;
    std::map<std::string, Seen, std::less<>> lists_;  // by path
};

}  // namespace mod_trakt::index
