#include "trakt/page.hpp"

#include <utility>
#include <vector>

#include "trakt/counts.hpp"
#include "trakt/failure.hpp"

namespace mod_trakt::trakt {
namespace {

std::string target_of(const PageTarget& page) {
    return page.path + (page.path.find('?') == std::string::npos ? "?" : "&") + "page=" + std::to_string(page.page) +
           "&limit=" + std::to_string(page.limit);
}

Page page_of(Answer&& answer, const std::string& path) {
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

}  // namespace

Page get_page(Api& api, const std::string& path, std::int64_t page, int limit, const CallScope& scope) {
    return page_of(api.get(target_of({path, page, limit}), scope), path);
}

void get_pages(Api& api, std::span<const PageTarget> targets, std::size_t window, const CallScope& scope,
               const std::function<bool(std::size_t, Page)>& on_page) {
    std::vector<std::string> paths;
    for (const PageTarget& target : targets) paths.push_back(target_of(target));
    api.get_many(paths, window, scope, [&](std::size_t at, Answer answer) {
        std::optional<Page> page;
        try {
            page = page_of(std::move(answer), targets[at].path);
        } catch (const Failure& failure) {
            throw FailureOf(at, failure.error());
        }
        return on_page(at, *std::move(page));
    });
}

}  // namespace mod_trakt::trakt
