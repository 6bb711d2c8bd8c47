// Reading page and limit, and writing the headers.
#include "twin/paging.hpp"

#include <charconv>

namespace mod_trakt::twin {
namespace {

std::int64_t positive_or(const std::string& text, std::int64_t fallback) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && number > 0 ? number : fallback;
}

}  // namespace

Page page_of(const Request& request, const Switches& switches, std::size_t total, std::int64_t max_limit) {
    Page page;
    page.total = total;
    if (switches.unpaged) {
        page.paged = false;
        page.limit = page.end = total;
        return page;
    }
    const std::int64_t most = max_limit > 0 ? std::min(max_limit, switches.max_limit) : switches.max_limit;
    const std::int64_t limit = std::min(positive_or(request.query_or("limit", ""), switches.default_limit), most);
    page.limit = static_cast<std::size_t>(limit);
    page.number =
        static_cast<std::size_t>(std::min<std::int64_t>(positive_or(request.query_or("page", ""), 1), 1'000'000));
    page.begin = std::min((page.number - 1) * page.limit, total);
    page.end = std::min(page.begin + page.limit, total);
    return page;
}

void add_page_headers(Response& response, const Page& page, const Switches& switches) {
    if (!page.paged || !switches.pagination_headers) return;
    const std::int64_t item_count =
        std::max<std::int64_t>(0, static_cast<std::int64_t>(page.total) - switches.counts_lag);
    const auto limit = static_cast<std::int64_t>(page.limit);
    response.set("X-Pagination-Page", std::to_string(page.number));
    response.set("X-Pagination-Limit", std::to_string(limit));
    response.set("X-Pagination-Page-Count", std::to_string((item_count + limit - 1) / limit));
    response.set("X-Pagination-Item-Count", std::to_string(item_count));
}

void drop_page_headers(Response& response) {
    for (const char* name :
         {"X-Pagination-Page", "X-Pagination-Limit", "X-Pagination-Page-Count", "X-Pagination-Item-Count"})
        response.drop(name);
}

bool is_headerless(const Request& request, const Switches& switches) {
    std::string_view paths = switches.headerless;
    while (!paths.empty()) {
        const std::string_view path = paths.substr(0, paths.find(','));
        if (request.path == path) return true;
        paths.remove_prefix(std::min(paths.size(), path.size() + 1));
    }
    return false;
}

}  // namespace mod_trakt::twin
