#include "module/config/config_reader.hpp"

#include <cmath>
#include <utility>

#include "support/real.hpp"
#include "support/secret.hpp"
#include "support/text.hpp"

namespace mod_trakt {

Failure bad_config(std::string message) { return {Status::InvalidArgument, "bad_config", std::move(message)}; }

ConfigReader::ConfigReader(json::Value root, std::string_view instance, std::vector<std::string>& warnings)
    : warnings_(warnings) {
    for (const json::Value block : {root["trakt"], root["Trakt"], root["auth"]["trakt"]}) {
        if (!block.is_object()) continue;
        const json::Value own = block["instances"][instance];
        const bool named = instance != "default" && own.is_object();
        if (named) blocks_.push_back(own);
        account_blocks_.push_back(named ? own : block);
        blocks_.push_back(block);
    }
}

json::Value ConfigReader::find(std::string_view key) const {
    for (const json::Value block : blocks_)
        if (const json::Value value = block[key]; !value.null_or_absent()) return value;
    return {};
}

json::Value ConfigReader::find_account_value(std::string_view key) const {
    for (const json::Value block : account_blocks_)
        if (const json::Value value = block[key]; !value.null_or_absent()) return value;
    return {};
}

std::optional<std::string> ConfigReader::text(std::string_view key) const { return to_text(find(key), key); }
std::optional<bool> ConfigReader::flag(std::string_view key) const { return to_flag(find(key), key); }
std::optional<std::int64_t> ConfigReader::integer(std::string_view key) const { return to_integer(find(key), key); }
std::optional<double> ConfigReader::number(std::string_view key) const { return to_number(find(key), key); }
std::optional<std::string> ConfigReader::request_text(std::string_view key) const {
    return to_request_text(find(key), key);
}
std::optional<std::string> ConfigReader::account_request_text(std::string_view key) const {
    return to_request_text(find_account_value(key), key);
}
std::optional<std::int64_t> ConfigReader::account_integer(std::string_view key) const {
    return to_integer(find_account_value(key), key);
}

std::optional<std::string> ConfigReader::to_text(json::Value value, std::string_view name) const {
    if (value.null_or_absent()) return std::nullopt;
    if (value.is_string()) return std::string(ascii_strip(value.text()));
    if (value.is_number()) return std::string(value.number_text());
    warn(name, "not a text");
    return std::nullopt;
}

std::optional<std::string> ConfigReader::to_request_text(json::Value value, std::string_view name) const {
    auto text = to_text(value, name);
    if (!text || !has_control(*text)) return text;
    wipe(*text);  // it may contain a token
    throw bad_config(std::string(name) + " contains a line break or another control character; correct it");
}

std::optional<bool> ConfigReader::to_flag(json::Value value, std::string_view name) const {
    if (value.null_or_absent()) return std::nullopt;
    if (const auto flag = value.boolean()) return flag;
    if (const auto number = value.number()) return *number != 0;
    if (value.is_string()) {
        const std::string word = ascii_lower(ascii_strip(value.text()));
        for (const char* yes : {"1", "true", "yes", "on"})
            if (word == yes) return true;
        for (const char* no : {"0", "false", "no", "off", ""})
            if (word == no) return false;
    }
    warn(name, "neither true nor false");
    return std::nullopt;
}

std::optional<double> ConfigReader::to_number(json::Value value, std::string_view name) const {
    if (value.null_or_absent()) return std::nullopt;
    std::optional<double> number = value.number();
    if (value.is_string()) number = parse_real(ascii_strip(value.text()));
    if (number && std::isfinite(*number)) return number;
    warn(name, "not a number");
    return std::nullopt;
}

std::optional<std::int64_t> ConfigReader::to_integer(json::Value value, std::string_view name) const {
    if (value.null_or_absent()) return std::nullopt;
    if (const auto integer = value.integer()) return integer;
    if (value.is_string())
        if (const auto integer = parse_number<std::int64_t>(ascii_strip(value.text()))) return integer;
    if (const auto real = value.number(); real && *real == std::trunc(*real) && std::abs(*real) < 1e15)
        return static_cast<std::int64_t>(*real);
    warn(name, "not a whole number");
    return std::nullopt;
}

void ConfigReader::warn(std::string_view name, std::string_view what) const {
    warnings_.push_back(std::string(name) + ": " + std::string(what) + ", the default is used");
}

}  // namespace mod_trakt
