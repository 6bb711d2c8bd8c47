// What goes out in one request of a write.
#pragma once

#include <algorithm>
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

// So many pieces, by number, in chunks of this size, which is at least 1.
inline std::vector<Chunk> chunks_of(std::size_t pieces, int size) {
    const auto most = static_cast<std::size_t>(std::max(1, size));
    std::vector<Chunk> chunks;
    for (std::size_t piece = 0; piece < pieces; ++piece) {
        if (piece % most == 0) chunks.emplace_back();
        chunks.back().pieces.push_back(piece);
    }
    return chunks;
}

// Statuses of a chunk of which one piece may be the cause, and of which nothing was applied.
constexpr bool may_be_one_piece(int status) noexcept {
    return status == 400 || status == 409 || status == 413 || status == 422;
}

}  // namespace mod_trakt::changes
