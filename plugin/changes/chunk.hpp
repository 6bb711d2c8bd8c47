// What goes out in one request of a write.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace mod_trakt::changes {

// The pieces of one request.
struct Chunk {
    std::vector<std::size_t> pieces;
    // Refused plays that the account was seen not to have.
    bool is_checked = false;
    int halvings = 0;   // because of server faults
    int uncertain = 0;  // requests with exactly these pieces whose outcome was not certain

    bool is_alone() const noexcept { return pieces.size() == 1; }
    // Both halves, without the history of the whole.
    std::array<Chunk, 2> halves() const {
        const auto middle = pieces.begin() + static_cast<std::ptrdiff_t>(pieces.size() / 2);
        return {Chunk{{pieces.begin(), middle}, is_checked, halvings, 0},
                Chunk{{middle, pieces.end()}, is_checked, halvings, 0}};
    }
};

// Statuses of a chunk of which one piece may be the cause, and of which nothing was applied.
constexpr bool may_be_one_piece(int status) noexcept {
    return status == 400 || status == 409 || status == 413 || status == 422;
}

}  // namespace mod_trakt::changes
