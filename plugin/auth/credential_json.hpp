// Stored tokens as JSON, in the same form for the file and for the host's store.
#pragma once

#include <optional>

#include "auth/credential_store.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::auth {

inline constexpr int credential_schema = 1;

// The most bytes that write_tokens() can append. Callers reserve them first, so that no reallocation leaves a copy of a
// token in freed memory.
std::size_t most_bytes(const StoredTokens& tokens) noexcept;
void write_tokens(json::Writer& writer, const StoredTokens& tokens);
// Nullopt if the value has no tokens of this schema. An implausible expiry time is limited to the range of a clock.
std::optional<StoredTokens> read_tokens(json::Value value);

}  // namespace mod_trakt::auth
