#include "tests/support/json.hpp"

#include <stdexcept>

namespace mod_trakt::test {
namespace {

constexpr int most_lines = 5;

void note(std::string& out, int& lines, const std::string& line) {
    if (++lines <= most_lines) out += line.substr(0, 600) + "\n";
}

}  // namespace

json::value parse(std::string_view text) { return json::parse(json::string_view(text.data(), text.size())); }

const json::value& at(const json::value& root, std::string_view path) {
    static const json::value nothing;
    const json::value* value = &root;
    while (!path.empty()) {
        const std::string_view name = path.substr(0, path.find('.'));
        path.remove_prefix(name.size() == path.size() ? path.size() : name.size() + 1);
        const json::object* object = value->if_object();
        if (object == nullptr) return nothing;
        value = object->if_contains(json::string_view(name.data(), name.size()));
        if (value == nullptr) return nothing;
    }
    return *value;
}

std::string text_at(const json::value& root, std::string_view path) {
    const json::value& value = at(root, path);
    if (value.is_null()) return {};
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::int64_t number_at(const json::value& root, std::string_view path) {
    const json::value& value = at(root, path);
    if (!value.is_number()) throw std::runtime_error("no number at " + std::string(path));
    return value.to_number<std::int64_t>();
}

json::object merged(json::object base, const json::object& extra) {
    for (const auto& [name, value] : extra) {
        json::value* there = base.if_contains(name);
        if (there != nullptr && there->is_object() && value.is_object())
            *there = merged(there->get_object(), value.get_object());
        else
            base[name] = value;
    }
    return base;
}

std::string difference(const json::object& actual, const json::object& expected) {
    std::string out;
    int lines = 0;
    for (const auto& [name, value] : expected) {
        const std::string key(name);
        const json::value* there = actual.if_contains(name);
        if (there == nullptr)
            note(out, lines, "missing " + key + ": " + json::serialize(value));
        else if (*there != value)
            note(out, lines,
                 "differs " + key + ": " + json::serialize(*there) + "\n  expected " + json::serialize(value));
    }
    for (const auto& [name, value] : actual)
        if (!expected.contains(name))
            note(out, lines, "unexpected " + std::string(name) + ": " + json::serialize(value));
    if (lines > most_lines) out += std::to_string(lines) + " differences in all\n";
    return out;
}

}  // namespace mod_trakt::test
