// Reads the answer to one bulk write: which verdict each thing sent has earned. Counts are checked against what was
// sent; what an answer leaves open is `unknown`, never guessed.
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
    std::string_view hint;  // "not_found", "ambiguous", "unverified"; empty for what went well
    std::string_view message;
};

// Whether the account held this thing before the write; nullopt: nobody looked.
using HeldBefore = std::function<std::optional<bool>(std::size_t sent_index)>;

std::vector<Finding> classify_answer(Change change, json::Value answer, std::span<const MediaRef> sent,
                                     const HeldBefore& held_before);

}  // namespace mod_trakt::changes
