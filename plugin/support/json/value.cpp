// Looking up members, and converting numbers.
#include "support/json/value.hpp"

#include <charconv>

#include "support/real.hpp"
#include "support/text.hpp"

namespace mod_trakt::json {

std::optional<std::string_view> Value::string() const noexcept {
    if (!is_string()) return std::nullopt;
    return node().bytes();
}

std::optional<std::int64_t> Value::integer() const noexcept {
    if (!is_number()) return std::nullopt;
    const std::string_view text = node().bytes();
    if (const auto number = short_number(text)) return number;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<double> Value::number() const noexcept {
    if (!is_number()) return std::nullopt;
    return parse_real(node().bytes());
}

std::optional<bool> Value::boolean() const noexcept {
    if (!is_bool()) return std::nullopt;
    return node().kind == Kind::True;
}

Value Value::operator[](std::string_view name) const noexcept {
    Value found;
    for (const Member member : members())
        if (member.name == name) found = member.value;
    return found;
}

Value::Elements Value::elements() const noexcept {
    Elements range;
    if (is_array()) {
        range.nodes_ = nodes_;
        range.first_ = index_ + 1;
        range.last_ = node().end;
    }
    return range;
}

Value::Members Value::members() const noexcept {
    Members range;
    if (is_object()) {
        range.nodes_ = nodes_;
        range.first_ = index_ + 1;
        range.last_ = node().end;
    }
    return range;
}

}  // namespace mod_trakt::json
