// Recognising HTML by content type and first character.
#include "http/html.hpp"

#include "support/text.hpp"

namespace mod_trakt::http {
namespace {

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept {
    return equal_ignoring_ascii_case(text.substr(0, prefix.size()), prefix);
}

}  // namespace

bool is_html_content_type(std::string_view content_type) noexcept {
    const std::string_view text = ascii_strip(content_type);
    return starts_with_ignoring_case(text, "text/html") || starts_with_ignoring_case(text, "application/xhtml");
}

bool is_html_body(std::string_view body) noexcept {
    if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
    // No JSON text begins with "<", so one byte decides.
    return ascii_strip(body).starts_with('<');
}

bool is_html(const Response& response) noexcept {
    const auto content_type = response.headers.get("content-type");
    return (content_type && is_html_content_type(*content_type)) || is_html_body(response.body);
}

}  // namespace mod_trakt::http
