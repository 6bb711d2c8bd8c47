// Decoding requests, and the answers of Trakt's edge and OAuth.
#include "twin/http.hpp"

#include <algorithm>
#include <cctype>

namespace mod_trakt::twin {
namespace {

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string decode(std::string_view text, bool plus_is_space) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
            out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        } else {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
           });
}

}  // namespace

const std::string* Request::header(const std::string& lower_case_name) const {
    const auto at = headers.find(lower_case_name);
    return at == headers.end() ? nullptr : &at->second;
}

std::string Request::query_or(const std::string& name, std::string fallback) const {
    const auto at = query.find(name);
    return at == query.end() ? std::move(fallback) : at->second;
}

bool Request::query_has(const std::string& name, std::string_view word) const {
    const auto at = query.find(name);
    if (at == query.end()) return false;
    const std::string list = ',' + at->second + ',';
    return list.find(',' + std::string(word) + ',') != std::string::npos;
}

void set_target(Request& request, std::string_view target) {
    const std::size_t mark = target.find('?');
    const std::string_view path = target.substr(0, mark);
    request.path = decode(path, false);
    request.parts.clear();
    request.query.clear();
    std::size_t start = 0;
    while (start < path.size()) {
        std::size_t end = path.find('/', start);
        if (end == std::string_view::npos) end = path.size();
        if (end > start) request.parts.push_back(decode(path.substr(start, end - start), false));
        start = end + 1;
    }
    if (mark == std::string_view::npos) return;
    request.raw_query = target.substr(mark + 1);
    std::string_view rest = request.raw_query;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view pair = rest.substr(0, end);
        const std::size_t equals = pair.find('=');
        const std::string name = decode(pair.substr(0, equals), true);
        request.query[name] = equals == std::string_view::npos ? "" : decode(pair.substr(equals + 1), true);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

void Response::set(std::string_view name, std::string value) {
    for (auto& [own, text] : headers)
        if (same_name(own, name)) {
            text = std::move(value);
            return;
        }
    headers.emplace_back(std::string(name), std::move(value));
}

void Response::drop(std::string_view name) {
    std::erase_if(headers, [name](const auto& header) { return same_name(header.first, name); });
}

const std::string* Response::header(std::string_view name) const {
    for (const auto& [own, text] : headers)
        if (same_name(own, name)) return &text;
    return nullptr;
}

Response json_response(int status, std::string body) {
    return {status, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)};
}

Response empty_response(int status) { return json_response(status, ""); }

Response html_response(int status, std::string body) {
    return {
        status,
        {{"Content-Type", "text/html; charset=UTF-8"}, {"Server", "cloudflare"}, {"CF-RAY", "0000000000000001-LIS"}},
        std::move(body)};
}

Response edge_403() {
    return html_response(403,
                         "<!DOCTYPE html><html><head><title>Access denied</title></head>"
                         "<body>error code: 1010</body></html>");
}

Response edge_429() {
    Response response = html_response(429,
                                      "<html><head><title>Access denied</title></head>"
                                      "<body>Error 1015: You are being rate limited</body></html>");
    response.set("Retry-After", "300");
    return response;
}

Response oauth_error(int status, std::string_view error, std::string_view description) {
    return json_response(status, "{\"error\":\"" + std::string(error) + "\",\"error_description\":\"" +
                                     std::string(description) + "\"}");
}

}  // namespace mod_trakt::twin
