// The parameters page and limit, their defaults and bounds, and the X-Pagination-* headers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "twin/http.hpp"
#include "twin/switches.hpp"

namespace mod_trakt::twin {

struct Page {
    std::size_t number = 1;
    std::size_t limit = 0;
    std::size_t begin = 0, end = 0;  // of the rows
    std::size_t total = 0;
    bool paged = true;  // false: all rows, without headers
};

Page page_of(const Request& request, const Switches& switches, std::size_t total, std::int64_t max_limit = 0);
void add_page_headers(Response& response, const Page& page, const Switches& switches);
void drop_page_headers(Response& response);
// Whether the switch `headerless` names this path.
bool is_headerless(const Request& request, const Switches& switches);

template <class Append>
bool is_appended(std::string& body, std::size_t at, Append& append) {
    if constexpr (std::is_void_v<decltype(append(body, at))>) {
        append(body, at);
        return true;
    } else {
        return append(body, at);
    }
}

// The rows of the page as a JSON array. `append(out, index)` writes one row. For a hidden row it may write nothing and
// return false: that row is counted and has its place in the list, but no page shows it.
template <class Append>
Response page_response(const Request& request, const Switches& switches, std::size_t total, Append append,
                       std::int64_t max_limit = 0) {
    const Page page = page_of(request, switches, total, max_limit);
    std::string body;
    body.reserve((page.end - page.begin) * 420 + 2);
    body += '[';
    for (std::size_t at = page.begin; at < page.end; ++at)
        if (is_appended(body, at, append)) body += ',';
    if (body.back() == ',') body.pop_back();
    body += ']';
    Response response = json_response(200, std::move(body));
    add_page_headers(response, page, switches);
    return response;
}

}  // namespace mod_trakt::twin
