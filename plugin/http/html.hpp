// Distinguishes a page for browsers (an edge's block page, a captive portal) from an answer of the API.
#pragma once

#include <string_view>

#include "http/transport.hpp"

namespace mod_trakt::http {

// True if the content type is HTML or the body begins with "<".
bool is_html(const Response& response) noexcept;
// Ignores leading white space and a byte order mark.
bool is_html_body(std::string_view body) noexcept;
bool is_html_content_type(std::string_view content_type) noexcept;

}  // namespace mod_trakt::http
