// Finds each key where hosts put it: in the block `trakt`, else in `Trakt`, else in `auth.trakt`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/error.hpp"
#include "support/json/value.hpp"

namespace mod_trakt {

// Returns a Failure INVALID_ARGUMENT ("bad_config").
Failure bad_config(std::string message);

class ConfigReader {
public:
    // With an `instance` other than "default", `instances.<instance>` of each block is searched before the block.
    ConfigReader(json::Value root, std::string_view instance, std::vector<std::string>& warnings);

    // The first value that is present and not null.
    json::Value find(std::string_view key) const;
    // The same for keys that belong to one account: in a block with `instances.<instance>`, only that object is
    // searched, so that no token of another instance is used instead of a missing one.
    json::Value find_account_value(std::string_view key) const;

    // Typed values: nullopt when the key is missing or its value cannot be used. The latter adds a warning.
    std::optional<std::string> text(std::string_view key) const;      // stripped; numbers as text
    std::optional<bool> flag(std::string_view key) const;             // true/false, 1/0, yes/no, on/off
    std::optional<std::int64_t> integer(std::string_view key) const;  // integers, integral floats, digits as text
    std::optional<double> number(std::string_view key) const;
    // Texts that go into requests. Throws Failure INVALID_ARGUMENT ("bad_config") for a text with a line break or
    // another control character, which a pasted token may contain. Such a text is an error, because a default must not
    // replace it.
    std::optional<std::string> request_text(std::string_view key) const;
    std::optional<std::string> account_request_text(std::string_view key) const;
    std::optional<std::int64_t> account_integer(std::string_view key) const;

    // The same conversions for a given value; `name` is its name in warnings.
    std::optional<std::int64_t> to_integer(json::Value value, std::string_view name) const;
    std::optional<double> to_number(json::Value value, std::string_view name) const;
    std::optional<bool> to_flag(json::Value value, std::string_view name) const;
    std::optional<std::string> to_text(json::Value value, std::string_view name) const;
    std::optional<std::string> to_request_text(json::Value value, std::string_view name) const;

    void warn(std::string_view name, std::string_view what) const;

private:
    std::vector<json::Value> account_blocks_;  // where keys of the account may be, in order
    std::vector<json::Value> blocks_;          // where all other keys may be, in order
    std::vector<std::string>& warnings_;
};

}  // namespace mod_trakt
