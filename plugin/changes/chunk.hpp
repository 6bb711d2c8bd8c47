// The pieces that one request of a write sends.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace mod_trakt::changes {

// The pieces of one request.
struct Chunk {
    std::vector<std::size_t> pieces;
    // The pieces are refused plays, and a read has shown that the account does not have them.
    bool is_checked = false;
    int halvings = 0;   // because of server faults
    int uncertain = 0;  // requests with exactly these pieces whose outcome was not certain

    bool is_alone() const noexcept { return pieces.size() == 1; }
    // Both halves. No request with exactly their pieces was sent yet.
    std::array<Chunk, 2> halves() const {
        const auto middle = pieces.begin() + static_cast<std::ptrdiff_t>(pieces.size() / 2);
        return {Chunk{{pieces.begin(), middle}, is_checked, halvings, 0},
                Chunk{{middle, pieces.end()}, is_checked, halvings, 0}};
    }
};

// Puts the pieces 0 to `pieces` - 1 into chunks of `size` pieces; a size below 1 counts as 1.
inline std::vector<Chunk> chunks_of(std::size_t pieces, int size) {
    const auto most = static_cast<std::size_t>(std::max(1, size));
    std::vector<Chunk> chunks;
    for (std::size_t piece = 0; piece < pieces; ++piece) {
        if (piece % most == 0) chunks.emplace_back();
        chunks.back().pieces.push_back(piece);
    }
    return chunks;
}

// True for a status that one piece of a chunk may have caused. Trakt has then applied no piece of the chunk (SETTLE-6).
constexpr bool may_be_due_to_one_piece(int status) noexcept {
    return status == 400 || status == 409 || status == 413 || status == 422;
}

}  // namespace mod_trakt::changes
