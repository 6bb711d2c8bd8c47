// Reads the answer to one request of a write and finds the verdict of each piece. Counts are checked against what was
// sent; if the answer does not decide a piece, it is `unknown`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "changes/verdict.hpp"
#include "model/change.hpp"
#include "model/media_ref.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::changes {

// Why a piece is `unknown`.
enum class Doubt : std::uint8_t {
    Counts,          // the counts do not say which pieces were applied
    Uncounted,       // there are no counts
    Mixed,           // each was added or existed, but the counts do not say which
    NothingDeleted,  // Trakt deleted nothing of what was held, or may have been held
    Unnamed,         // Trakt does not know some titles, and does not say which
    Conflict,        // refused because the account has it already
    Uncertain,       // not applied by its last request, but perhaps by an earlier one
    NoEffect,        // accepted, as an earlier request was whose change was never seen
};

struct Finding {
    Verdict verdict = Verdict::Unknown;
    std::string_view hint;  // "not_found", "ambiguous", "unverified"; empty if applied or already so
    std::string_view message;
    Doubt doubt = Doubt::Counts;  // counts only if the verdict is `unknown`
    // How many of the undecided pieces of its type in this answer were applied; nullopt: not known.
    std::optional<std::int64_t> applied = std::nullopt;
};

// Returns whether the account held this title before the write; nullopt: not known.
using HeldBefore = std::function<std::optional<bool>(std::size_t sent_index)>;

std::vector<Finding> classify_answer(Change change, json::Value answer, std::span<const MediaRef> sent,
                                     const HeldBefore& held_before);

}  // namespace mod_trakt::changes
