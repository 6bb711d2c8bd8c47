// Inputs of several parts: sections with a line "%%" between them, so that seeds can be read and written by hand.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "http/transport.hpp"
#include "support/text.hpp"

namespace mod_trakt::fuzz {

inline std::vector<std::string_view> sections_of(std::string_view input) {
    constexpr std::string_view line = "\n%%\n";
    std::vector<std::string_view> sections;
    for (std::size_t at = input.find(line); at != std::string_view::npos; at = input.find(line)) {
        sections.push_back(input.substr(0, at));
        input.remove_prefix(at + line.size());
    }
    sections.push_back(input);
    return sections;
}

// "429\nRetry-After: 1\n\nbody": the status, the header lines, an empty line, and what follows it.
inline http::Response response_of(std::string_view section) {
    http::Response response;
    const auto take_line = [&] {
        const std::size_t end = section.find('\n');
        const std::string_view line = section.substr(0, end);
        section.remove_prefix(end == std::string_view::npos ? section.size() : end + 1);
        return line;
    };
    response.status = parse_number<int>(take_line()).value_or(200);
    if (response.status < 100 || response.status > 599) response.status = 200;
    for (std::string_view line = take_line(); !line.empty(); line = take_line()) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        response.headers.add(std::string(line.substr(0, colon)), std::string(ascii_strip(line.substr(colon + 1))));
    }
    response.body = section;
    return response;
}

}  // namespace mod_trakt::fuzz
