// Stored tokens as JSON text, the same for the file and for the host's store.
#pragma once

#include <optional>

#include "state/credential_store.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::state {

inline constexpr int credential_schema = 1;

void write_tokens(json::Writer& writer, const StoredTokens& tokens);
std::optional<StoredTokens> read_tokens(json::Value value);

}  // namespace mod_trakt::state
