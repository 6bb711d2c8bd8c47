#include "trakt/page.hpp"

#include "support/text.hpp"
#include "trakt/failure.hpp"

namespace mod_trakt::trakt {
namespace {

std::optional<std::int64_t> count_header(const http::Headers& headers, std::string_view name) {
    const auto text = headers.get(name);
    if (!text) return std::nullopt;
    const auto value = parse_number<std::int64_t>(ascii_strip(*text));
    return value && *value >= 0 ? value : std::nullopt;
}

}  // namespace

Page get_page(Api& api, const std::string& path, std::int64_t page, int limit, const CallScope& scope) {
    const std::string target = path + (path.find('?') == std::string::npos ? "?" : "&") +
                               "page=" + std::to_string(page) + "&limit=" + std::to_string(limit);
    Answer answer = api.get(target, scope);
    if (!answer.body.root().is_array())
        throw Failure(bad_body_error("GET " + path.substr(0, path.find('?')), "the answer is not a list"));
    Page result;
    result.body = std::move(answer.body);
    result.rows = result.body.root().size();
    result.page_count = count_header(answer.headers, "x-pagination-page-count");
    result.item_count = count_header(answer.headers, "x-pagination-item-count");
    result.limit = count_header(answer.headers, "x-pagination-limit");
    result.headers = std::move(answer.headers);
    return result;
}

}  // namespace mod_trakt::trakt
