#include "http/html.hpp"

#include <algorithm>

namespace mod_trakt::http {
namespace {

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) noexcept {
    if (text.size() < lower_prefix.size()) return false;
    return std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(), [](char expected, char c) {
        return expected == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    });
}

std::string_view without_leading_space(std::string_view text) noexcept {
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    return start == std::string_view::npos ? std::string_view() : text.substr(start);
}

}  // namespace

bool is_html_content_type(std::string_view content_type) noexcept {
    const std::string_view text = without_leading_space(content_type);
    return starts_with_ignoring_case(text, "text/html") || starts_with_ignoring_case(text, "application/xhtml");
}

bool is_html_body(std::string_view body) noexcept {
    if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
    // No JSON text begins with "<", so one byte decides.
    return without_leading_space(body).starts_with('<');
}

bool is_html(const Response& response) noexcept {
    const auto content_type = response.headers.get("content-type");
    return (content_type && is_html_content_type(*content_type)) || is_html_body(response.body);
}

bool is_edge_page(const Response& response) noexcept {
    if (response.headers.get("x-request-id") || response.headers.get("x-runtime")) return false;
    return is_html(response);
}

}  // namespace mod_trakt::http
