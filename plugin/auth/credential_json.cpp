// Writing and reading the members of stored tokens.
#include "auth/credential_json.hpp"

#include "support/clock.hpp"

namespace mod_trakt::auth {

std::size_t most_bytes(const StoredTokens& tokens) noexcept {
    constexpr std::size_t names_and_numbers = 180;
    constexpr std::size_t longest_escape = 6;  // one byte as \u00XX
    return names_and_numbers + longest_escape * (tokens.access_token.reveal().size() +
                                                 tokens.refresh_token.reveal().size() + tokens.origin.size());
}

void write_tokens(json::Writer& writer, const StoredTokens& tokens) {
    writer.begin_object();
    writer.member("schema", credential_schema);
    writer.member("access_token", tokens.access_token.reveal());
    writer.member("refresh_token", tokens.refresh_token.reveal());
    writer.member("expires_at_ms", tokens.expires_at_ms);
    writer.member("origin", tokens.origin);
    if (tokens.is_refused) writer.member("refused", true);
    writer.end_object();
}

std::optional<StoredTokens> read_tokens(json::Value value) {
    if (!value.is_object() || value["schema"].integer() != credential_schema) return std::nullopt;
    StoredTokens tokens;
    tokens.access_token = Secret(value["access_token"].text());
    tokens.refresh_token = Secret(value["refresh_token"].text());
    tokens.expires_at_ms = plausible_unix_ms(value["expires_at_ms"].integer().value_or(0));
    tokens.origin = value["origin"].text();
    tokens.is_refused = value["refused"].boolean().value_or(false);
    if (tokens.access_token.empty()) return std::nullopt;
    return tokens;
}

}  // namespace mod_trakt::auth
