// Reads the answer to one request of a write and finds the verdict of each piece. Counts are checked against what was
// sent; if the answer does not decide a piece, it is `unknown`.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>

#include "changes/verdict.hpp"
#include "model/change.hpp"
#include "model/media_ref.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::changes {

struct Finding {
    Verdict verdict = Verdict::Unknown;
    std::string_view hint;  // "not_found", "ambiguous", "unverified"; empty if applied or already so
    std::string_view message;
};

// Whether the account held this title before the write; nullopt: not known.
using HeldBefore = std::function<std::optional<bool>(std::size_t sent_index)>;

std::vector<Finding> classify_answer(Change change, json::Value answer, std::span<const MediaRef> sent,
                                     const HeldBefore& held_before);

}  // namespace mod_trakt::changes
