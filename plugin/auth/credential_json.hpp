// Stored tokens as JSON text, the same for the file and for the host's store.
#pragma once

#include <optional>

#include "auth/credential_store.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::auth {

inline constexpr int credential_schema = 1;

// The most bytes that write_tokens appends: room for them is reserved before, so that no copy of a token stays behind.
std::size_t most_bytes(const StoredTokens& tokens) noexcept;
void write_tokens(json::Writer& writer, const StoredTokens& tokens);
// Nullopt: not tokens of this schema. An end beyond what a clock can show is brought back to it.
std::optional<StoredTokens> read_tokens(json::Value value);

}  // namespace mod_trakt::auth
